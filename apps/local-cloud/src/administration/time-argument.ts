import type { TimeChange } from '@fleet/running-cloud';

/** A time, or a change of it, that nobody can make out; the message says what there is. */
export class InvalidTimeError extends Error {
  override readonly name = 'InvalidTimeError';

  constructor(text: string) {
    super(
      `"${text}" is not a time. Write an offset, as +361d, +2h, -30m or -10s (w, d, h, m, s), ` +
        'or a time, as 2027-11-24 or 2027-11-24T10:00:00Z, or: reset',
    );
  }
}

const millisOfUnit = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/**
 * Reads what a person says of a time: `+361d`, `-2h`, `2027-11-24T10:00:00Z`, `2027-11-24`, `reset`.
 * @throws InvalidTimeError
 */
export function parseTimeArgument(text: string): TimeChange {
  if (text === 'reset') {
    return { change: 'reset' };
  }
  const [, sign, count, unit] = /^([+-])(\d{1,6})([a-z])$/.exec(text) ?? [];
  const unitMillis = unit === undefined ? undefined : millisOfUnit.get(unit);
  if (unitMillis !== undefined) {
    const millis = Number(count) * unitMillis;
    return { change: 'by', millis: sign === '-' ? 0 - millis : millis };
  }
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = isTime ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) {
    throw new InvalidTimeError(text);
  }
  return { change: 'to', time: time.toISOString() };
}

/** `361 days and 2 hours ahead of this machine`, for a person. */
export function offsetInWords(offsetMillis: number): string {
  let seconds = Math.round(Math.abs(offsetMillis) / 1_000);
  const parts: string[] = [];
  for (const [name, length] of [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0) {
      parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    }
  }
  if (parts.length === 0) {
    return 'the same as the time of this machine';
  }
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
  return `${list} ${offsetMillis > 0 ? 'ahead of' : 'behind'} this machine`;
}
