import type { ThingDocument } from '@aws-sdk/client-iot';
import { addDays, dueDate, formatCertDate, readIssuance, type CertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import { UsageError } from '../operator-errors';
import type { Output } from '../output/output';
import { tableLines } from '../output/text-table';
import { counted } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { fleetQuery, issuedUntil, ofModel, searchThings, undatedAt } from '../fleet/fleet-index';

export interface DueOptions {
  readonly within: number;
  readonly model?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

interface DueThing {
  readonly serial: string;
  readonly model: string | null;
  /** As the attribute has it. */
  readonly issued: string | null;
  /** First day on which it is due; null where the thing has no date that can be read, as it is due then. */
  readonly due: CertDate | null;
  readonly connected: boolean | null;
}

const header = ['serial', 'model', 'issued', 'due', 'connected'];

const widths = [16, 10, 8, 8];

/** Things that are due by a day, printed as their page arrives. */
export async function listDue(fleet: Fleet, output: Output, options: DueOptions): Promise<void> {
  const limit = options.limit ?? Infinity;
  const queries = dueQueries(fleet, options);
  let at: Place | undefined = options.after === undefined ? { query: 0, skip: 0 } : placeOf(options.after);
  let listed = 0;
  if (!output.json) {
    await output.result(tableLines([header], widths).join('\n'), {});
  }
  while (at !== undefined && listed < limit) {
    const query = queries[at.query];
    if (query === undefined) {
      throw new UsageError('--after is not a cursor of an earlier list: begin anew without it.');
    }
    const page = await searchThings(fleet, query, at.token);
    const rest = page.things.slice(at.skip);
    let read = 0;
    for (const thing of rest) {
      if (listed >= limit) {
        break;
      }
      read += 1;
      const due = dueThing(fleet, thing, options.within);
      if (due !== undefined) {
        listed += 1;
        await output.result(rowOf(due), due);
      }
    }
    if (output.isClosed()) {
      return;
    }
    at = read < rest.length ? { ...at, skip: at.skip + read } : placeAfter(at, page.next, queries.length);
  }
  await end(output, listed, at);
}

async function end(output: Output, listed: number, next: Place | undefined): Promise<void> {
  if (next === undefined) {
    if (!output.json) {
      output.say(counted(listed, 'device'));
    }
  } else if (output.json) {
    await output.result('', { next: cursorOf(next) });
  } else {
    output.say(`There may be more: repeat the command with --after ${cursorOf(next)}, or with --all.`);
  }
}

/** First those with a date, then those without one that can be read. Where a thing is due depends on its name as well. */
function dueQueries(fleet: Fleet, { within, model }: DueOptions): readonly string[] {
  const today = formatCertDate(fleet.now());
  const lastDay = addDays(today, within - fleet.config.rotationDays);
  const conditions = model === undefined ? [] : [ofModel(model)];
  return [
    fleetQuery(fleet, issuedUntil(lastDay < today ? lastDay : today), ...conditions),
    fleetQuery(fleet, undatedAt(today), ...conditions),
  ];
}

function dueThing(fleet: Fleet, thing: ThingDocument, within: number): DueThing | undefined {
  const { thingName: serial, attributes = {}, connectivity } = thing;
  if (serial === undefined) {
    return undefined;
  }
  const today = formatCertDate(fleet.now());
  const issued = attributes[thingAttributes.certIssuance] ?? null;
  const issuance = readIssuance(issued, today);
  const due =
    issuance.kind === 'dated' ? dueDate({ ...fleet.config, issued: issuance.date, thingName: serial }) : null;
  if (due !== null && due > addDays(today, within)) {
    return undefined;
  }
  const model = attributes[thingAttributes.modelType] ?? null;
  return { serial, model, issued, due, connected: connectivity?.connected ?? null };
}

function rowOf({ serial, model, issued, due, connected }: DueThing): string {
  const is = connected === null ? 'unknown' : connected ? 'yes' : 'no';
  return tableLines([[serial, model ?? '-', issued ?? '-', due ?? 'now', is]], widths).join('\n');
}

/** Where a list goes on: in which query, on which page, after how many things of it. */
interface Place {
  readonly query: number;
  readonly token?: string | undefined;
  readonly skip: number;
}

function placeAfter({ query }: Place, token: string | undefined, queries: number): Place | undefined {
  if (token !== undefined) {
    return { query, token, skip: 0 };
  }
  return query + 1 < queries ? { query: query + 1, skip: 0 } : undefined;
}

function cursorOf({ query, token = '', skip }: Place): string {
  return `${query}.${skip}.${token}`;
}

/** @throws UsageError */
function placeOf(cursor: string): Place {
  const [, query, skip, token] = /^(\d)\.(\d{1,3})\.(.*)$/s.exec(cursor) ?? [];
  if (query === undefined || skip === undefined) {
    throw new UsageError('--after is not a cursor of an earlier list: begin anew without it.');
  }
  return { query: Number(query), skip: Number(skip), token: token === '' ? undefined : token };
}
