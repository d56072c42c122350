import fc from 'fast-check';
import { firstInstantOf, wallTimeAt } from '@fleet/zoned-time';
import type { WallTime } from '@fleet/zoned-time';
import { cronAfter, cronUntil, parseCron } from './cron-expression';
import type { CronExpression } from './cron-expression';

const minuteMillis = 60_000;
const dayMillis = 86_400_000;
const newYork = 'America/New_York';

const cron = (text: string): CronExpression => {
  const parsed = parseCron(text);
  if (parsed === undefined) {
    throw new Error(`${text} is refused`);
  }
  return parsed;
};

const following = (text: string, after: string, count: number, timeZone = 'UTC'): string[] => {
  const found: string[] = [];
  let instant: number | undefined = Date.parse(after);
  while (found.length < count) {
    instant = cronAfter(cron(text), instant, timeZone);
    if (instant === undefined) {
      break;
    }
    found.push(new Date(instant).toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
};

describe('a cron expression', () => {
  it.each([
    ['0 3 * * ? *', '2026-11-28T03:00:00Z', ['2026-11-29T03:00Z', '2026-11-30T03:00Z']],
    ['0 3 * * ?', '2026-11-28T02:59:59Z', ['2026-11-28T03:00Z', '2026-11-29T03:00Z']],
    [
      '5/20 0 * * ? *',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T00:05Z', '2026-01-01T00:25Z', '2026-01-01T00:45Z'],
    ],
    [
      '0 8-17/3 ? * MON-FRI *',
      '2026-01-02T12:00:00Z',
      ['2026-01-02T14:00Z', '2026-01-02T17:00Z', '2026-01-05T08:00Z'],
    ],
    [
      '15 10 ? * 6L 2022-2023',
      '2022-11-01T00:00:00Z',
      ['2022-11-25T10:15Z', '2022-12-30T10:15Z', '2023-01-27T10:15Z'],
    ],
    ['0 0 ? * 3#2 *', '2026-01-01T00:00:00Z', ['2026-01-13T00:00Z', '2026-02-10T00:00Z']],
    ['0 0 ? * 5#5 *', '2026-01-01T00:00:00Z', ['2026-01-29T00:00Z', '2026-04-30T00:00Z']],
    ['0 0 ? * L *', '2026-01-01T00:00:00Z', ['2026-01-03T00:00Z', '2026-01-10T00:00Z']],
    ['0 0 L * ? *', '2028-01-01T00:00:00Z', ['2028-01-31T00:00Z', '2028-02-29T00:00Z', '2028-03-31T00:00Z']],
    ['0 0 LW * ? *', '2026-01-01T00:00:00Z', ['2026-01-30T00:00Z', '2026-02-27T00:00Z', '2026-03-31T00:00Z']],
    ['0 0 1W * ? *', '2026-08-01T00:00:00Z', ['2026-08-03T00:00Z', '2026-09-01T00:00Z']],
    ['0 0 31W MAY,JUN ? *', '2026-01-01T00:00:00Z', ['2026-05-29T00:00Z', '2027-05-31T00:00Z']],
    [
      '0 0 1,15 jan-feb ? *',
      '2026-01-02T00:00:00Z',
      ['2026-01-15T00:00Z', '2026-02-01T00:00Z', '2026-02-15T00:00Z'],
    ],
    ['0 0 29 2 ? *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
  ])('%s', (text, after, expected) => {
    expect(following(text, after, expected.length)).toEqual(expected);
  });

  it.each(['0 0 30 2 ? *', '0 0 1 1 ? 2020'])('%s: there is no time any more', (text) => {
    expect(cronAfter(cron(text), Date.parse('2026-01-01T00:00:00Z'), 'UTC')).toBeUndefined();
  });

  it.each([
    ['both fields for days', '0 0 * * * *'],
    ['no field for days', '0 0 ? * ? *'],
    ['a minute out of range', '60 0 * * ? *'],
    ['an hour out of range', '0 24 * * ? *'],
    ['a month of no name', '0 0 * FOO ? *'],
    ['a day 0', '0 0 0 * ? *'],
    ['a weekday 8', '0 0 ? * 8 *'],
    ['a sixth weekday', '0 0 ? * 2#6 *'],
    ['two expressions with #', '0 0 ? * 3#1,6#3 *'],
    ['a range that runs backwards', '0 0 ? * FRI-MON *'],
    ['a step of 0', '0/0 0 * * ? *'],
    ['a step without a beginning', '/5 0 * * ? *'],
    ['a year out of range', '0 0 * * ? 1969'],
    ['an empty item', '0,,5 0 * * ? *'],
    ['four fields', '0 0 * *'],
    ['seven fields', '0 0 0 * * ? *'],
    ['seconds as a fraction', '0.5 0 * * ? *'],
    ['W in the week', '0 0 ? * 2W *'],
  ])('with %s is none', (_what, text) => {
    expect(parseCron(text)).toBeUndefined();
  });

  it('is not fired at a time that clocks skip in spring', () => {
    expect(following('30 2 * * ? *', '2026-03-07T12:00:00Z', 2, newYork)).toEqual([
      '2026-03-09T06:30Z',
      '2026-03-10T06:30Z',
    ]);
  });

  it('is fired once at a time that clocks show twice in autumn', () => {
    expect(following('30 1 * * ? *', '2026-10-31T12:00:00Z', 2, newYork)).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ]);
  });

  it('follows the clocks of its time zone', () => {
    expect(following('0 9 ? * MON *', '2026-03-25T00:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-30T07:00Z',
      '2026-04-06T07:00Z',
    ]);
  });
});

interface Field {
  readonly text: string;
  readonly has: (number: number) => boolean;
}

/** A field as a list of single numbers, ranges and steps, with what it means said a second time. */
const field = (first: number, last: number): fc.Arbitrary<Field> => {
  const number = fc.integer({ min: first, max: last });
  const step = fc.integer({ min: 1, max: 40 });
  const item: fc.Arbitrary<Field> = fc.oneof(
    number.map((n) => ({ text: String(n), has: (x: number) => x === n })),
    fc.tuple(number, number).map(([a, b]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return { text: `${low}-${high}`, has: (x: number) => x >= low && x <= high };
    }),
    fc.tuple(number, step).map(([from, by]) => ({
      text: `${from}/${by}`,
      has: (x: number) => x >= from && (x - from) % by === 0,
    })),
    step.map((by) => ({ text: `*/${by}`, has: (x: number) => (x - first) % by === 0 })),
    fc.constant({ text: '*', has: () => true }),
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(','),
    has: (x) => items.some(({ has }) => has(x)),
  }));
};

interface DayRule {
  readonly text: string;
  readonly has: (date: Date) => boolean;
}

const isWorkday = (date: Date): boolean => date.getUTCDay() >= 1 && date.getUTCDay() <= 5;
const plusDays = (date: Date, days: number): Date => new Date(date.getTime() + days * dayMillis);

const dayRule: fc.Arbitrary<DayRule> = fc.oneof(
  field(1, 31).map(({ text, has }) => ({ text: `${text} * ?`, has: (date: Date) => has(date.getUTCDate()) })),
  field(1, 7).map(({ text, has }) => ({
    text: `? * ${text}`,
    has: (date: Date) => has(date.getUTCDay() + 1),
  })),
  fc.constant({ text: 'L * ?', has: (date: Date) => plusDays(date, 1).getUTCDate() === 1 }),
  fc.integer({ min: 1, max: 7 }).map((weekday) => ({
    text: `? * ${weekday}L`,
    has: (date: Date) => date.getUTCDay() + 1 === weekday && plusDays(date, 7).getUTCDate() <= 7,
  })),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([weekday, nth]) => ({
    text: `? * ${weekday}#${nth}`,
    has: (date: Date) => date.getUTCDay() + 1 === weekday && Math.ceil(date.getUTCDate() / 7) === nth,
  })),
  fc.integer({ min: 1, max: 28 }).map((day) => ({
    text: `${day}W * ?`,
    has: (date: Date) => {
      const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day));
      const workdays = [0, 1, -1, 2, -2]
        .map((days) => plusDays(target, days))
        .filter((near) => near.getUTCMonth() === target.getUTCMonth() && isWorkday(near));
      return workdays[0]?.getTime() === date.getTime();
    },
  })),
);

const dateOf = ({ year, month, day }: WallTime): Date => new Date(Date.UTC(year, month - 1, day));

describe('for any cron expression', () => {
  const zones = ['UTC', newYork, 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Europe/Berlin'];
  const transitions = [
    '2026-03-08',
    '2026-11-01',
    '2026-03-29',
    '2026-10-25',
    '2026-04-05',
    '2026-10-04',
    '2026-02-28',
  ];
  const start = fc
    .tuple(fc.constantFrom(...transitions), fc.integer({ min: -dayMillis / 4, max: dayMillis / 2 }))
    .map(([day, shift]) => Math.floor((Date.parse(day) + shift) / minuteMillis) * minuteMillis);

  it('the times found, ahead and back, are those of a clock watched minute by minute', () => {
    fc.assert(
      fc.property(
        field(0, 59),
        field(0, 23),
        dayRule,
        fc.constantFrom(...zones),
        start,
        (minute, hour, days, zone, from) => {
          const expression = cron(`${minute.text} ${hour.text} ${days.text} *`);
          const until = from + dayMillis;
          const watched: number[] = [];
          for (let instant = from; instant <= until; instant += minuteMillis) {
            const wall = wallTimeAt(instant, zone);
            const matches = minute.has(wall.minute) && hour.has(wall.hour) && days.has(dateOf(wall));
            if (matches && firstInstantOf(wall, zone) === instant) {
              watched.push(instant);
            }
          }
          const ahead: number[] = [];
          for (let next = cronAfter(expression, from - 1, zone); next !== undefined && next <= until;) {
            ahead.push(next);
            next = cronAfter(expression, next, zone);
          }
          const back: number[] = [];
          for (let last = cronUntil(expression, until, zone); last !== undefined && last >= from;) {
            back.push(last);
            last = cronUntil(expression, last - 1, zone);
          }
          expect(ahead).toEqual(watched);
          expect(back.reverse()).toEqual(watched);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('any text is read or refused, and never fails', () => {
    const text = fc.stringMatching(/^[0-9A-Z*?,/#LW -]{0,40}$/);
    fc.assert(
      fc.property(text, (hostile) => {
        const parsed = parseCron(hostile);
        expect(parsed === undefined || parsed.minutes.length > 0).toBe(true);
      }),
    );
  });
});
