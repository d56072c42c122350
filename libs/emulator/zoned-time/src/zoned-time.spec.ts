import fc from 'fast-check';
import { firstInstantOf, isTimeZone, utcMillis, wallTimeAt } from './zoned-time';

const zones = [
  'UTC',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Europe/London',
];
const at = (text: string) => Date.parse(text);

describe('the clocks of a time zone', () => {
  it('show its time', () => {
    expect(wallTimeAt(at('2026-07-01T00:30:15Z'), 'America/New_York')).toEqual({
      year: 2026,
      month: 6,
      day: 30,
      hour: 20,
      minute: 30,
      second: 15,
    });
  });

  const wall = (year: number, month: number, day: number, hour: number, minute = 0) => ({
    year,
    month,
    day,
    hour,
    minute,
    second: 0,
  });

  it('show a time twice in autumn, of which the first counts', () => {
    expect(firstInstantOf(wall(2026, 11, 1, 1, 30), 'America/New_York')).toBe(at('2026-11-01T05:30:00Z'));
    expect(firstInstantOf(wall(2026, 10, 25, 1, 30), 'Europe/London')).toBe(at('2026-10-25T00:30:00Z'));
  });

  it('skip an hour in spring, half an hour on Lord Howe, and a whole day in Samoa in 2011', () => {
    expect(firstInstantOf(wall(2026, 3, 8, 2, 30), 'America/New_York')).toBeUndefined();
    expect(firstInstantOf(wall(2026, 10, 4, 2, 15), 'Australia/Lord_Howe')).toBeUndefined();
    expect(firstInstantOf(wall(2026, 10, 4, 2, 30), 'Australia/Lord_Howe')).toBe(at('2026-10-03T15:30:00Z'));
    expect(firstInstantOf(wall(2011, 12, 30, 12), 'Pacific/Apia')).toBeUndefined();
  });

  it('lead back to the instant, or to the one before at which they showed the same', () => {
    const seconds = fc.integer({ min: at('1990-01-01') / 1_000, max: at('2060-01-01') / 1_000 });
    fc.assert(
      fc.property(seconds, fc.constantFrom(...zones), (second, zone) => {
        const instant = second * 1_000;
        const shown = wallTimeAt(instant, zone);
        const first = firstInstantOf(shown, zone);
        expect(first).toBeLessThanOrEqual(instant);
        expect(wallTimeAt(first ?? 0, zone)).toEqual(shown);
      }),
    );
  });

  it('of UTC are counted without a zone', () => {
    expect(utcMillis(wall(2026, 11, 28, 3))).toBe(at('2026-11-28T03:00:00Z'));
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Etc/GMT+5', true],
    ['Mars/Olympus', false],
    ['+01:00', false],
    ['', false],
  ])('%j is a time zone: %s', (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });
});
