import type { TableProps } from '@cloudscape-design/components/table';
import type { DeviceList, DeviceRow } from '@fleet/fleet-console-api';
import { PageLink } from '../shell/page-link';
import { Minute } from '../words/minute';
import { dayOf } from '../words/moments';
import { deviceAddress } from './device-address';
import { dueWords } from './due-words';
import { Status } from '../shell/status';

type Column = TableProps.ColumnDefinition<DeviceRow>;

/** A narrow screen shows what tells devices apart, and what is wrong with them. */
export function deviceColumns(
  isNarrow: boolean,
  { rows, source }: Pick<DeviceList, 'rows' | 'source'>,
): Column[] {
  const has = (member: 'state' | 'at') => rows.some((row) => row[member] !== undefined);
  const happened = has('at') ? [moment] : [];
  if (source === 'logs') {
    return isNarrow ? [serial, occasion] : [serial, ...happened, why];
  }
  const states = has('state') ? [state] : [];
  // Records do not say who is connected.
  const knowsConnection = source === 'index';
  return isNarrow
    ? [serial, ...states, ...happened, ...(has('at') ? [] : [knowsConnection ? standing : due])]
    : [serial, ...states, ...happened, model, ...(knowsConnection ? [connection] : []), issued, age, due];
}

const serial: Column = {
  id: 'serial',
  header: 'Serial',
  isRowHeader: true,
  cell: (row) => <PageLink href={deviceAddress(row.serial)}>{row.serial}</PageLink>,
};
const state: Column = { id: 'state', header: 'State', cell: ({ state: of }) => of ?? '–' };
const moment: Column = { id: 'at', header: 'When (UTC)', cell: ({ at }) => <Minute at={at} /> };
const why: Column = { id: 'why', header: 'Why', cell: (row) => row.why ?? '–' };
/** On a narrow screen: both in one. */
const occasion: Column = {
  id: 'occasion',
  header: 'When (UTC), and why',
  cell: (row) => (
    <>
      <Minute at={row.at} />
      <br />
      {row.why}
    </>
  ),
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
