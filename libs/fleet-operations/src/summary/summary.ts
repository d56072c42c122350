import { addDays, formatCertDate } from '@fleet/cert-dates';
import type { Output } from '../output/output';
import { tableLines } from '../output/text-table';
import { minuteOf } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import {
  connectedThings,
  countThings,
  fleetQuery,
  issuedUntil,
  ofModel,
  undatedAt,
} from '../fleet/fleet-index';
import { countRecords, type RecordCounts } from './record-counts';

/** Days from today within which the summary counts what becomes due. */
const horizons = [0, 7, 30, 90] as const;

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
  const connected = await count(connectedThings);
  const byModel: [string, number][] = [];
  for (const model of models) {
    byModel.push([model, await count(ofModel(model))]);
  }
  const today = formatCertDate(fleet.now());
  const undated = await count(undatedAt(today));
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
