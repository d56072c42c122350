import { addDays, beginOfDay, parseCertDate } from '@fleet/cert-dates';
import type { DeviceList, DeviceQuery, DeviceRow } from '@fleet/fleet-console-api';
import { pageOfLog, UsageError } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { ConsoleCloud } from '../cloud/console-cloud';
import { askedOf } from './asked-of';
import { placeAfter, placeOf } from './list-place';
import { loggedOf, type LoggedHappening } from './logged-happenings';

/** FilterLogEvents may answer with an empty page: so many are turned for one page of a list. */
const mostPages = 5;
const dayMillis = 86_400_000;

/** A log may say what somebody has made up. */
const nameOfThing = /^[a-zA-Z0-9:_-]{1,128}$/;

type LoggedQuery = DeviceQuery & { readonly happened: LoggedHappening };

export function asksLogs(query: DeviceQuery): query is LoggedQuery {
  return query.happened === 'cut-off' || query.happened === 'failed' || query.happened === 'refused';
}

/**
 * Devices that the logs of a day name, one log after the other, each from its beginning. A device is listed once on a
 * page, however often a log names it. @throws UsageError, InvalidCertDateError
 */
export async function searchLogs({ fleet, logs }: ConsoleCloud, query: LoggedQuery): Promise<DeviceList> {
  askedOf(
    'The logs',
    query,
    query.happened === 'refused' ? ['happened', 'on', 'refusal'] : ['happened', 'on'],
  );
  const { functions, filterPattern, words, read } = loggedOf(fleet.names, query.happened, query.refusal);
  const { startTime, endTime } = timesOf(query, fleet.now());
  const limit = query.limit ?? 50;
  const rows = new Map<string, DeviceRow>();
  let [examined, nameless] = [0, 0];
  let next: string | undefined = query.after ?? '0.';
  for (let pages = 0; pages < mostPages && next !== undefined && rows.size < limit; pages++) {
    const { at, token } = placeOf(next, functions.length);
    const logGroupName = `/aws/lambda/${functions[at]}`;
    const asked = { logGroupName, startTime, endTime, filterPattern, limit: limit - rows.size };
    const page = await pageOfLog(logs, { ...asked, nextToken: token });
    for (const { message = '', timestamp = 0 } of page.events ?? []) {
      const line = read(message);
      if (line === undefined) {
        continue;
      }
      const { serial, why } = line;
      examined += 1;
      if (serial === undefined || !nameOfThing.test(serial)) {
        nameless += 1;
      } else {
        rows.set(serial, { serial, at: new Date(timestamp).toISOString(), why });
      }
    }
    next = placeAfter(at, page.nextToken, functions.length);
  }
  return {
    rows: [...rows.values()],
    ...defined({ next }),
    source: 'logs',
    query: `${words}, ${spanWords(query)}, in ${functions.join(' and ')}`,
    examined,
    remarks: nameless === 0 ? [] : [namelessWords(nameless)],
    at: fleet.now().toISOString(),
  };
}

/** Both ends belong to it. @throws UsageError, InvalidCertDateError */
function timesOf(
  { happened, on }: LoggedQuery,
  now: Date,
): { readonly startTime: number; readonly endTime: number } {
  if (on === undefined && happened === 'refused') {
    return { startTime: now.getTime() - dayMillis, endTime: now.getTime() };
  }
  if (on === undefined) {
    throw new UsageError('Say on which day it happened, as on=20260131.');
  }
  const day = parseCertDate(on);
  return { startTime: beginOfDay(day).getTime(), endTime: beginOfDay(addDays(day, 1)).getTime() - 1 };
}

function spanWords({ on }: LoggedQuery): string {
  return on === undefined ? 'in the last 24 hours' : `on ${on.slice(0, 4)}-${on.slice(4, 6)}-${on.slice(6)}`;
}

function namelessWords(count: number): string {
  const lines = count === 1 ? 'One line names' : `${count} lines name`;
  return `${lines} no device: what asked gave no serial that the fleet admits.`;
}
