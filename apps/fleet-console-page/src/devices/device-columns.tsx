import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import type { DeviceRow } from '@fleet/fleet-console-api';
import { PageLink } from '../shell/page-link';
import { dayOf } from '../words/moments';

type Column = TableProps.ColumnDefinition<DeviceRow>;

/** A narrow screen shows what tells devices apart, and what is wrong with them. */
export function deviceColumns(isNarrow: boolean, hasState: boolean): Column[] {
  const state: Column[] = hasState
    ? [{ id: 'state', header: 'State', cell: ({ state: of }) => of ?? '–' }]
    : [];
  return isNarrow
    ? [serial, ...state, connection, due]
    : [serial, ...state, model, connection, issued, age, due];
}

export function deviceAddress(name: string): string {
  return `/devices/${encodeURIComponent(name)}`;
}

const serial: Column = {
  id: 'serial',
  header: 'Serial',
  isRowHeader: true,
  cell: (row) => <PageLink href={deviceAddress(row.serial)}>{row.serial}</PageLink>,
};
const model: Column = { id: 'model', header: 'Model', cell: (row) => row.model ?? '–' };
const connection: Column = {
  id: 'connected',
  header: 'Connection',
  cell: ({ connected }) =>
    connected === undefined ? (
      <StatusIndicator type="pending">unknown</StatusIndicator>
    ) : (
      <StatusIndicator type={connected ? 'success' : 'stopped'}>
        {connected ? 'connected' : 'away'}
      </StatusIndicator>
    ),
};
const issued: Column = { id: 'issued', header: 'Issued', cell: (row) => dayOf(row.issued) };
const age: Column = {
  id: 'age',
  header: 'Age in days',
  cell: ({ ageDays }) => ageDays ?? '–',
};
const due: Column = {
  id: 'due',
  header: 'Due from',
  cell: (row) => (row.due === undefined ? 'now, for want of a date' : dayOf(row.due)),
};
