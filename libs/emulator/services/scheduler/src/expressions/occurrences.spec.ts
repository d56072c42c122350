import { occurrenceAfter, occurrenceUntil } from './occurrences';
import type { Timing } from './occurrences';
import { parseScheduleExpression } from './schedule-expression';

const at = (text: string) => Date.parse(text);
const timing = (text: string, more: Partial<Timing> = {}): Timing => {
  const expression = parseScheduleExpression(text);
  if (expression === undefined) {
    throw new Error(`${text} is refused`);
  }
  return { expression, timeZone: 'UTC', anchor: at('2026-01-01T00:00:30Z'), ...more };
};
const shown = (instant: number | undefined) => instant && new Date(instant).toISOString();

describe('the occurrences of a schedule', () => {
  it('that is a rate are counted from its making', () => {
    const every = timing('rate(5 minutes)');
    expect(shown(occurrenceAfter(every, at('2026-01-01T00:00:29Z')))).toBe('2026-01-01T00:00:30.000Z');
    expect(shown(occurrenceAfter(every, at('2026-01-01T00:00:30Z')))).toBe('2026-01-01T00:05:30.000Z');
    expect(shown(occurrenceUntil(every, at('2027-01-01T00:00:00Z')))).toBe('2026-12-31T23:55:30.000Z');
  });

  it('that is a rate go on where the time was moved to before its making', () => {
    expect(shown(occurrenceAfter(timing('rate(1 day)'), at('2025-06-01T12:00:00Z')))).toBe(
      '2025-06-02T00:00:30.000Z',
    );
  });

  it('are not before its start nor from its end on', () => {
    const start = at('2026-02-01T00:00:00Z');
    const end = at('2026-02-03T03:00:00Z');
    const rate = timing('rate(1 day)', { start, end });
    expect(shown(occurrenceAfter(rate, 0))).toBe('2026-02-01T00:00:00.000Z');
    expect(occurrenceUntil(rate, start - 1)).toBeUndefined();
    const daily = timing('cron(0 3 * * ? *)', { start, end });
    expect(shown(occurrenceAfter(daily, 0))).toBe('2026-02-01T03:00:00.000Z');
    expect(occurrenceAfter(daily, at('2026-02-02T03:00:00Z'))).toBeUndefined();
    expect(shown(occurrenceUntil(daily, at('2026-06-01T00:00:00Z')))).toBe('2026-02-02T03:00:00.000Z');
  });

  it('are one for a time, whatever the start and the end', () => {
    const once = timing('at(2022-11-20T13:00:00)', {
      timeZone: 'America/Los_Angeles',
      start: at('2030-01-01'),
    });
    expect(shown(occurrenceAfter(once, 0))).toBe('2022-11-20T21:00:00.000Z');
    expect(occurrenceAfter(once, at('2022-11-20T21:00:00Z'))).toBeUndefined();
    expect(occurrenceUntil(once, at('2022-11-20T20:59:59Z'))).toBeUndefined();
  });
});

describe('a schedule expression', () => {
  it.each([
    'rate(1 minute)',
    'rate(1 minutes)',
    'rate(12 hours)',
    'rate(360 days)',
    'at(2028-02-29T00:00:00)',
  ])('%s', (text) => {
    expect(parseScheduleExpression(text)).toBeDefined();
  });

  it.each([
    'rate(0 minutes)',
    'rate(1 week)',
    'rate(-1 days)',
    'rate(1.5 days)',
    'rate(1 days',
    'every day',
    'at(2026-02-30T00:00:00)',
    'at(2026-02-28)',
    'at(2026-02-28T24:00:00)',
    'at(2026-02-28T00:00:00Z)',
    'cron()',
    '',
  ])('is not %s', (text) => {
    expect(parseScheduleExpression(text)).toBeUndefined();
  });
});
