import { deviceQuery, queryString, type DeviceQuery } from '@fleet/fleet-console-api';
import { dueWithinWords } from './due-words';
import { happeningWords } from './happening-filter';

/** The filters as an address has them; what is no filter is left out. */
export function filterOf(search: string): DeviceQuery {
  const entries = [...new URLSearchParams(search)].filter(([, value]) => value !== '');
  const read = deviceQuery.safeParse(Object.fromEntries(entries));
  if (read.success) {
    return read.data;
  }
  const wrong = new Set(
    read.error.issues.flatMap(({ path, ...issue }) => [...path, ...('keys' in issue ? issue.keys : [])]),
  );
  const rest = deviceQuery.safeParse(Object.fromEntries(entries.filter(([name]) => !wrong.has(name))));
  return rest.success ? rest.data : {};
}

/** The address of a list. A changed filter begins at the first page again. */
export function addressOf(query: DeviceQuery): string {
  const words = queryString(query);
  return words === '' ? '/devices' : `/devices?${words}`;
}

export function withFilter(
  query: DeviceQuery,
  change: Readonly<Partial<Record<keyof DeviceQuery, DeviceQuery[keyof DeviceQuery] | undefined>>>,
): DeviceQuery {
  const { after: _after, ...filter } = query;
  const changed = Object.entries({ ...filter, ...change }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return deviceQuery.parse(Object.fromEntries(changed));
}

/** Whether it asks for less than all devices. */
export function hasFilter({ after: _after, limit: _limit, ...filter }: DeviceQuery): boolean {
  return Object.keys(filter).length > 0;
}

/** `2026-03-01` as a calendar writes it, to `20260301`; undefined for what is no day. */
export function compactDay(day: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? day.replaceAll('-', '') : undefined;
}

export function calendarDay(day: string | undefined): string {
  return day === undefined ? '' : `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

/** The filters in words, as a list of devices has to say what it lists. */
export function filterWords(query: DeviceQuery): string {
  const { prefix, model, connected, issuedFrom, issuedUntil, undated, dueWithin, state } = query;
  const happened = happeningWords(query);
  const words = [
    ...(prefix === undefined ? [] : [`serial begins with ${prefix}`]),
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(connected === undefined ? [] : [connected === 'yes' ? 'connected' : 'not connected']),
    ...(issuedFrom === undefined ? [] : [`issued from ${calendarDay(issuedFrom)}`]),
    ...(issuedUntil === undefined ? [] : [`issued until ${calendarDay(issuedUntil)}`]),
    ...(dueWithin === undefined ? [] : [dueWithinWords(dueWithin)]),
    ...(undated === undefined ? [] : ['without a date']),
    ...(state === undefined ? [] : [state]),
    ...(happened === undefined ? [] : [happened]),
  ];
  return words.join(', ');
}
