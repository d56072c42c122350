/** What a clock on a wall shows: no time zone, `month` from 1 to 12. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Two changes of a time zone's offset are further apart than this, and none is larger. */
const dayMillis = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @returns whether the machine's time zone database has it (IANA names; no plain offsets such as `+01:00`) */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) {
    return false;
  }
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

/** What the clocks of a time zone show at an instant (milliseconds since the epoch). */
export function wallTimeAt(instant: number, timeZone: string): WallTime {
  const parts = new Map<string, number>();
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) {
    parts.set(type, Number(value));
  }
  const part = (name: string): number => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/**
 * The first instant at which the clocks of a time zone show this, in milliseconds since the epoch: an hour that
 * comes twice when clocks are set back counts once.
 * @returns undefined for a time that clocks skip when they are set forward
 */
export function firstInstantOf(wall: WallTime, timeZone: string): number | undefined {
  const asUtc = utcMillis(wall);
  const candidates = [asUtc - dayMillis, asUtc + dayMillis]
    .map((near) => asUtc - offsetAt(near, timeZone))
    .filter((instant) => utcMillis(wallTimeAt(instant, timeZone)) === asUtc);
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}

/** The instant at which the clocks of UTC show this. A day that a month does not have counts on into the next. */
export function utcMillis({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the clocks of a time zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instant: number, timeZone: string): number {
  const wholeSeconds = Math.floor(instant / 1_000) * 1_000;
  return utcMillis(wallTimeAt(wholeSeconds, timeZone)) - wholeSeconds;
}

/** @throws RangeError for a time zone that the machine does not know */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  // Names are the same in any case: each zone is kept once, however it is spelt.
  const key = timeZone.toLowerCase();
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(key, format);
  }
  return format;
}
