import { addDays, formatCertDate } from '@fleet/cert-dates';
import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { Output } from '../cli/output';
import { tableLines } from '../cli/text-table';
import type { WithFleet } from '../cli/with-fleet';
import { minuteOf } from '../cli/words';
import type { Fleet } from '../fleet/fleet';
import { countThings, fleetQuery, issuedUntil, ofModel } from '../fleet/fleet-index';
import { countRecords, type RecordCounts } from './record-counts';

/** Days from today within which the summary counts what becomes due. */
const horizons = [0, 7, 30, 90] as const;

/** `fleet summary` */
export function addSummary(group: Command, withFleet: WithFleet): void {
  const command = group
    .command('summary')
    .summary('the size of the fleet, its models, and what becomes due')
    .description(
      'Count the things of the fleet: all of them, those that are connected, those of each model, those without a date that ' +
        'can be read, and those that are due today and within 7, 30 and 90 days. The fleet index counts: a call for each ' +
        'number, however large the fleet is. The index is some seconds behind. What is due within some days is counted by ' +
        'the issue date alone: by the spread, a device may be due up to spreadDays - 1 days later. With --records it also ' +
        'reads every record, and counts by state, and the warned and the unproven.',
    )
    .option('--records', 'also read every record, which takes minutes in a large fleet')
    .action(({ records = false }: { readonly records?: boolean }) =>
      withFleet((fleet, output) => summarise(fleet, output, { records })),
    );
  withExamples(
    command,
    ['size, models, and what becomes due', 'fleet-cli fleet summary'],
    ['also by state, warned and unproven', 'fleet-cli fleet summary --records'],
    ['for a script: how many are due within 30 days', 'fleet-cli fleet summary --json | jq \'.due["30"]\''],
  );
}

/** What the fleet index counts. */
interface IndexCounts {
  readonly things: number;
  readonly connected: number;
  /** Of each model of the configuration. */
  readonly models: Readonly<Record<string, number>>;
  /** Of models that the configuration does not have any more, or of none. */
  readonly otherModels: number;
  readonly undated: number;
  /** By days from today. */
  readonly due: Readonly<Record<string, number>>;
}

export async function summarise(
  fleet: Fleet,
  output: Output,
  { records }: { readonly records: boolean },
): Promise<void> {
  const counts = await countIndexed(fleet);
  const states = records ? await countRecords(fleet, output) : undefined;
  const { names, place } = fleet;
  const at = fleet.now().toISOString();
  await output.result(wordsOf(fleet, counts, states), {
    fleet: names.resourceTag,
    place,
    at,
    ...counts,
    records: states ?? null,
  });
}

/** One after the other: an account has some fifteen such calls a second. */
async function countIndexed(fleet: Fleet): Promise<IndexCounts> {
  const count = (...conditions: string[]) => countThings(fleet, fleetQuery(fleet, ...conditions));
  const { models, rotationDays } = fleet.config;
  const things = await count();
  const connected = await count('connectivity.connected:true');
  const byModel: [string, number][] = [];
  for (const model of models) {
    byModel.push([model, await count(ofModel(model))]);
  }
  const today = formatCertDate(fleet.now());
  const undated = await count(`NOT ${issuedUntil(today)}`);
  const due: [string, number][] = [];
  for (const days of horizons) {
    const lastDay = addDays(today, days - rotationDays);
    due.push([String(days), undated + (await count(issuedUntil(lastDay < today ? lastDay : today)))]);
  }
  const ofModels = byModel.reduce((sum, [, each]) => sum + each, 0);
  return {
    things,
    connected,
    models: Object.fromEntries(byModel),
    otherModels: Math.max(0, things - ofModels),
    undated,
    due: Object.fromEntries(due),
  };
}

function wordsOf(fleet: Fleet, counts: IndexCounts, states: RecordCounts | undefined): string {
  const { names, place } = fleet;
  const rows: [string, string][] = [
    ['things', String(counts.things)],
    ['connected', String(counts.connected)],
    ...Object.entries(counts.models).map(([model, count]): [string, string] => [
      `model ${model}`,
      String(count),
    ]),
    ...(counts.otherModels > 0 ? [['other models', String(counts.otherModels)] as [string, string]] : []),
    ['without a date', String(counts.undated)],
    ...horizons.map((days): [string, string] => [
      days === 0 ? 'due today' : `due within ${days} days`,
      String(counts.due[String(days)] ?? 0),
    ]),
    ...recordRows(states),
  ];
  return [
    `${names.resourceTag} in ${place}, ${minuteOf(fleet.now())}`,
    ...tableLines(rows.map(([name, words]) => [`  ${name}`, words])),
  ].join('\n');
}

function recordRows(states: RecordCounts | undefined): [string, string][] {
  if (states === undefined) {
    return [];
  }
  return [
    ['on record', String(states.records)],
    ['allowed', String(states.allowed)],
    ['active', String(states.active)],
    ['blocked', String(states.blocked)],
    ['warned', String(states.warned)],
    ['unproven', String(states.unproven)],
    ...(states.removing > 0 ? [['removal begun', String(states.removing)] as [string, string]] : []),
  ];
}
