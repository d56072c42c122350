import type { TableProps } from '@cloudscape-design/components/table';
import type { DeviceRow } from '@fleet/fleet-console-api';
import { PageLink } from '../shell/page-link';
import { dayOf } from '../words/moments';
import { dueWords } from './due-words';
import { Status } from '../shell/status';

type Column = TableProps.ColumnDefinition<DeviceRow>;

/** A narrow screen shows what tells devices apart, and what is wrong with them. */
export function deviceColumns(isNarrow: boolean, hasState: boolean): Column[] {
  const state: Column[] = hasState
    ? [{ id: 'state', header: 'State', cell: ({ state: of }) => of ?? '–' }]
    : [];
  return isNarrow ? [serial, ...state, standing] : [serial, ...state, model, connection, issued, age, due];
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
  cell: (row) => <Connection row={row} />,
};
/** On a narrow screen: both in one. */
const standing: Column = {
  id: 'standing',
  header: 'Connection, due from',
  cell: (row) => (
    <>
      <Connection row={row} />
      <br />
      {dueWords(row)}
    </>
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
  cell: dueWords,
};

function Connection({ row: { connected } }: { readonly row: DeviceRow }) {
  return connected === undefined ? (
    <Status type="pending">unknown</Status>
  ) : (
    <Status type={connected ? 'success' : 'stopped'}>{connected ? 'connected' : 'away'}</Status>
  );
}
