import { counted } from './figures-in-words';
import { markdownTable } from './markdown-table';
import { cases, configured } from './page-cases';
import type { SweepCalls } from './sweep-calls';
import { assumptions, callsOf, tasksOf, foundOn, type SweepDay } from './sweep-day';
import { choreInWarnings, durationOf } from './sweep-duration';

const operations = [
  'SearchIndex',
  'GetThingConnectivityData',
  'Publish',
  'UpdateThing',
  'DescribeThing',
  'DescribeCertificate',
  'UpdateCertificate',
  'DeleteConnection',
  'DeleteCertificate',
];

/** What is called, for each task and in a whole sweep. */
export function callsSection(calls: SweepCalls): string {
  return `${callsOfTasks(calls)}\n\n${callsOfSweeps(calls)}`;
}

function callsOfTasks(calls: SweepCalls): string {
  const { bytes: _bytes, pageSize, queries, ...tasks } = calls;
  const rows = Object.entries(tasks).map(([task, each]) => [
    taskNames[task] ?? task,
    Object.entries(each)
      .map(([operation, count]) => `${count === 1 ? '' : `${count} × `}${operation}`)
      .join(', '),
  ]);
  return `## Calls\n\n${markdownTable(['for each', 'calls'], rows)}\n\nA page of the index has ${pageSize} things. A sweep has up to ${queries} queries: one for certificates that are old enough, one for values that are not a date in the past, and one for each month end in the last ${assumptions.rotationDays} days, because a value there can be a day that does not exist (31 February). Each query has at least one page. _sweeps_ and _spool_ are items of the sweeps table, _devices_ and _agenda_ of the devices table. \`warningsPerSecond\` limits devices, not calls: the sweep waits once before each device. Chores have their own rate, a ${choreInWarnings}th of it.`;
}

const taskNames: Readonly<Record<string, string>> = {
  round: 'invocation of the monitor',
  continuation: 'invocation that another one continues, in addition',
  agendaPage: 'page of chores, one for each batch',
  indexPage: 'page of the index',
  spooledPage: 'page with due devices, in addition',
  dispatchedPage: 'page with due devices for workers, in addition',
  batch: 'batch of at most 100 devices, without workers',
  dueNote: 'first warning that no device hears, in addition',
  firstWarning: 'first warning that a device hears',
  laterWarning: 'any other warning',
  deactivation: 'certificate that is deactivated',
  inactiveAlready: 'certificate that was deactivated earlier, every day',
  deletion: 'deletion of a replaced certificate',
  retirement: 'retirement that the proof handler left to the sweep',
  retirementOfLastSeen: '… of the certificate that was connected last',
  retirementOfLost: '… of a successor that its device has lost',
  dateWithdrawal: 'restoring the date after a successor was not proven in time',
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
  return `Calls of a sweep, by one function at the default of ${configured.warningsPerSecond} devices a second:\n\n${markdownTable(
    ['', ...cases.map(({ name }) => name)],
    [found, ...rows, ['DynamoDB', ...dynamoDb.map(counted)]],
  )}`;
}

function sweepCalls(day: SweepDay, calls: SweepCalls) {
  const { rounds } = durationOf(day, configured, calls);
  return callsOf(tasksOf(day, configured, { ...calls, rounds }), calls);
}
