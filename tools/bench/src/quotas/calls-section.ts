import { counted } from './figures-in-words';
import { markdownTable } from './markdown-table';
import { cases, configured } from './page-cases';
import type { SweepCalls } from './sweep-calls';
import { callsOf, errandsOf, foundOn, type SweepDay } from './sweep-day';
import { durationOf } from './sweep-duration';

const operations = [
  'SearchIndex',
  'Publish',
  'UpdateThing',
  'DescribeThing',
  'DescribeCertificate',
  'UpdateCertificate',
  'DetachThingPrincipal',
  'DetachPolicy',
  'DeleteCertificate',
];

/** What is called, for each errand and in a whole sweep. */
export function callsSection(calls: SweepCalls): string {
  return `${callsOfErrands(calls)}\n\n${callsOfSweeps(calls)}`;
}

function callsOfErrands(calls: SweepCalls): string {
  const { bytes: _bytes, pageSize, ...errands } = calls;
  const rows = Object.entries(errands).map(([errand, each]) => [
    errandNames[errand] ?? errand,
    Object.entries(each)
      .map(([operation, count]) => `${count === 1 ? '' : `${count} × `}${operation}`)
      .join(', '),
  ]);
  return `## Calls\n\n${markdownTable(['for each', 'calls'], rows)}\n\nA page of the index has ${pageSize} things. _sweeps_ and _spool_ are items of the sweeps table, _devices_ and _agenda_ of the devices table. \`warningsPerSecond\` bounds devices and not calls: it is waited for once before each device and each chore.`;
}

const errandNames: Readonly<Record<string, string>> = {
  round: 'invocation of the monitor',
  continuation: 'invocation that leaves the rest to another, also',
  agendaPage: 'page of chores, one a batch',
  indexPage: 'page of the index',
  spooledPage: 'page with something due, also',
  dispatchedPage: 'page of due things with workers, instead',
  batch: 'batch of at most 100 devices',
  firstWarning: 'first warning that a device can hear',
  laterWarning: 'any other warning',
  deactivation: 'certificate that is made inactive',
  inactiveAlready: 'certificate that was made inactive earlier, every day',
  deletion: 'deletion of a replaced certificate',
  retirement: 'retirement that the proof handler left to the sweep',
  dateWithdrawal: 'date of an unproven successor that is withdrawn',
};

function callsOfSweeps(calls: SweepCalls): string {
  const rows = operations.map((operation) => [
    operation,
    ...cases.map(({ day }) => counted(sweepCalls(day, calls)[operation] ?? 0)),
  ]);
  const dynamoDb = cases.map(({ day }) =>
    Object.entries(sweepCalls(day, calls))
      .filter(([operation]) => operation.includes(' '))
      .reduce((sum, [, count]) => sum + count, 0),
  );
  const found = ['_things found_', ...cases.map(({ day }) => counted(foundOn(day)))];
  return `A sweep, by one function at the configured ${configured.warningsPerSecond} devices a second:\n\n${markdownTable(
    ['', ...cases.map(({ name }) => name)],
    [found, ...rows, ['DynamoDB', ...dynamoDb.map(counted)]],
  )}`;
}

function sweepCalls(day: SweepDay, calls: SweepCalls) {
  const { rounds } = durationOf(day, configured, calls);
  return callsOf(errandsOf(day, configured, { rounds, pageSize: calls.pageSize }), calls);
}
