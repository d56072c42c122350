import { defined } from '@fleet/optional-members';
import fc from 'fast-check';
import { addDays, daysBetween, parseCertDate, type CertDate } from './cert-date';
import { readIssuance } from './issuance';
import { rotationStanding, type RotationRules } from './rotation-standing';
import { dueDate } from './rotation-window';

const rules: RotationRules = { rotationDays: 360, spreadDays: 0, graceDays: 14 };
const today = parseCertDate('20270101');
const daysAgo = (days: number): CertDate => addDays(today, -days);

function standing(
  thing: {
    issued?: unknown;
    warnedOn?: CertDate;
    connected?: boolean;
    lastSeenOn?: CertDate;
    dueNotedOn?: CertDate;
    comesSinceOn?: CertDate;
  },
  over: Partial<RotationRules> = {},
) {
  const { issued = daysAgo(400), connected = true, ...rest } = thing;
  return rotationStanding(
    { thingName: 'sensor-1', issuance: readIssuance(issued, today), connected, ...rest },
    { ...rules, ...over },
    today,
  );
}

describe('a certificate that is dated', () => {
  it.each([
    ['is valid the day before it is due', { issued: daysAgo(359) }, { kind: 'valid' }],
    ['is due on the day', { issued: daysAgo(360) }, { kind: 'due' }],
    ['is due after its first warning', { warnedOn: daysAgo(3) }, { kind: 'due' }],
    ['is still good on the last day of grace', { warnedOn: daysAgo(14) }, { kind: 'due' }],
    ['is expired the day after', { warnedOn: daysAgo(15) }, { kind: 'expired', because: 'grace-has-passed' }],
    ['does not count a warning from before it was due', { warnedOn: daysAgo(41) }, { kind: 'due' }],
    ['does not count a warning of a day to come', { warnedOn: addDays(today, 1) }, { kind: 'due' }],
    ['never expires without a warning that it was there for', { issued: daysAgo(3_000) }, { kind: 'due' }],
  ])('%s', (_, thing, expected) => {
    expect(standing(thing)).toMatchObject(expected);
  });
});

describe('a device that is not connected', () => {
  const connected = false;

  it('is warned', () => {
    expect(standing({ connected, issued: daysAgo(370) })).toEqual({ kind: 'due' });
  });

  it('is unreachable once grace has passed without a warning that it could receive', () => {
    expect(standing({ connected, issued: daysAgo(375) })).toEqual({ kind: 'unreachable' });
    expect(standing({ connected, issued: daysAgo(3_000) })).toEqual({ kind: 'unreachable' });
  });

  it('expires like any other when it was there for the warning before it disconnected', () => {
    expect(standing({ connected, warnedOn: daysAgo(20) })).toMatchObject({ kind: 'expired' });
  });

  it('is cut off unheard only after the days that the operator configured', () => {
    const offlineDays = 90;
    const issued = daysAgo(360 + 60);
    expect(standing({ connected, issued }, { offlineDays })).toEqual({ kind: 'unreachable' });
    expect(standing({ connected, issued: daysAgo(360 + 91) }, { offlineDays })).toEqual({
      kind: 'expired',
      because: 'offline-for-too-long',
    });
  });

  it('is still within the days of grace that its warning gave it, however long it is overdue', () => {
    const thing = { connected, issued: daysAgo(800), warnedOn: daysAgo(3) };
    expect(standing(thing)).toEqual({ kind: 'due' });
  });

  it.each([
    [
      'the day on which its certificate was last seen',
      { issued: daysAgo(800), lastSeenOn: daysAgo(90) },
      'unreachable',
    ],
    [
      'the day on which its certificate was last seen',
      { issued: daysAgo(800), lastSeenOn: daysAgo(91) },
      'expired',
    ],
    [
      'the day it was due, when it was last seen before',
      { issued: daysAgo(360 + 90), lastSeenOn: daysAgo(200) },
      'unreachable',
    ],
    [
      'the day it was due, when it was last seen before',
      { issued: daysAgo(360 + 91), lastSeenOn: daysAgo(200) },
      'expired',
    ],
  ])('has its silence counted in whole days from %s: %j', (_, thing, kind) => {
    expect(standing({ connected, ...thing }, { offlineDays: 90 }).kind).toBe(kind);
  });
});

describe('a device whose certificate is silent while a client of its name is connected', () => {
  const silent = { issued: daysAgo(800), lastSeenOn: daysAgo(92), dueNotedOn: daysAgo(15) };

  it.each([
    ['expires a day later than where nobody is there', {}, 'expired'],
    ['is kept on that day', { lastSeenOn: daysAgo(91) }, 'due'],
    ['is kept for the days of grace since a sweep has found it', { dueNotedOn: daysAgo(14) }, 'due'],
  ])('%s', (_, change, kind) => {
    expect(standing({ ...silent, ...change }, { offlineDays: 90 }).kind).toBe(kind);
  });

  it('is kept where no sweep has found it yet, and where no silence ends a certificate', () => {
    const { dueNotedOn: _noted, ...unnoted } = silent;
    expect(standing(unnoted, { offlineDays: 90 }).kind).toBe('due');
    expect(standing(silent).kind).toBe('due');
  });
});

describe('a device that comes again and again, and is never there for a warning', () => {
  const comes = { issued: daysAgo(800), comesSinceOn: daysAgo(32), lastSeenOn: daysAgo(1) };
  const unheard = { unheardDays: 30 };

  it.each([
    ['expires when it comes after the days that the operator configured', {}, 'expired'],
    ['is kept when the visit is of the last of these days', { comesSinceOn: daysAgo(31) }, 'due'],
    ['is kept on the day of that visit, on which it may still rotate', { lastSeenOn: today }, 'due'],
    ['is kept where it has stayed away since', { lastSeenOn: daysAgo(20) }, 'due'],
    ['is kept where it has not come since it was found due', { comesSinceOn: undefined }, 'due'],
    ['has the days of grace once it was there for a warning', { warnedOn: daysAgo(2) }, 'due'],
    ['has its days counted from the due day at the earliest', { issued: daysAgo(390) }, 'due'],
  ])('%s', (_, change, kind) => {
    expect(standing(defined({ ...comes, ...change }), unheard).kind).toBe(kind);
  });

  it('says why', () => {
    expect(standing(comes, unheard)).toEqual({ kind: 'expired', because: 'unheard-for-too-long' });
  });

  it('is never cut off where the operator has not configured that', () => {
    expect(standing({ ...comes, connected: false }).kind).toBe('unreachable');
  });
});

describe('a certificate without a date', () => {
  it.each([
    ['missing', undefined],
    ['malformed', 'yesterday'],
    ['of the future', '20990101'],
  ])('is due and never expired, when it is %s', (_, issued) => {
    const thing = { thingName: 'x', issuance: readIssuance(issued, today), connected: true };
    expect(rotationStanding(thing, rules, today)).toEqual({ kind: 'due' });
    const offline = { ...thing, warnedOn: daysAgo(500), connected: false };
    expect(rotationStanding(offline, { ...rules, offlineDays: 1 }, today).kind).toBe('due');
  });
});

/** What was noted about an earlier date, or by a wrong clock. */
const leftOver = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 800 }).map((days) => addDays(parseCertDate('20260101'), -days)),
    fc.constant(parseCertDate('20991231')),
  ),
  { nil: undefined },
);

/** A device's days, as sweeps see them: connected or not, and whether the sweep of that day took place. */
const history = fc.array(fc.record({ connected: fc.boolean(), swept: fc.boolean() }), {
  minLength: 1,
  maxLength: 80,
});

describe('over any history of connections and sweeps', () => {
  const arbitraryRules = fc.record({
    rotationDays: fc.integer({ min: 1, max: 30 }),
    spreadDays: fc.integer({ min: 0, max: 7 }),
    graceDays: fc.integer({ min: 1, max: 20 }),
  });

  it('a device that is never connected is due for the days of grace, from the day it is due, and unreachable after', () => {
    fc.assert(
      // Around the day on which it is due, and around the end of grace.
      fc.property(
        arbitraryRules,
        fc.string(),
        fc.boolean(),
        fc.integer({ min: -1, max: 1 }),
        (some, thingName, late, by) => {
          const issued = parseCertDate('20260101');
          const due = dueDate({ ...some, issued, thingName });
          const day = addDays(due, by + (late ? some.graceDays : 0));
          const thing = {
            thingName,
            issuance: readIssuance(issued, day),
            connected: false,
          };
          const overdueBy = daysBetween(due, day);
          const expected = overdueBy < 0 ? 'valid' : overdueBy <= some.graceDays ? 'due' : 'unreachable';
          expect(rotationStanding(thing, some, day).kind).toBe(expected);
        },
      ),
    );
  });

  it('no certificate expires before grace has passed since a warning that its device could receive', () => {
    fc.assert(
      fc.property(history, arbitraryRules, fc.string(), leftOver, (days, some, thingName, before) => {
        const issued = parseCertDate('20260101');
        const due = dueDate({ ...some, issued, thingName });
        let warnedOn = before;
        let firstHeard: CertDate | undefined;
        days.forEach(({ connected, swept }, index) => {
          const day = addDays(issued, index);
          if (!swept) {
            return;
          }
          const issuance = readIssuance(issued, day);
          const noted = warnedOn === undefined ? {} : { warnedOn };
          const is = rotationStanding({ thingName, issuance, connected, ...noted }, some, day);
          expect(is.kind === 'valid').toBe(day < due);
          if (is.kind === 'expired') {
            expect(firstHeard).toBeDefined();
            expect(day > addDays(firstHeard ?? day, some.graceDays)).toBe(true);
            expect(day > addDays(due, some.graceDays)).toBe(true);
          }
          // The one who sweeps notes the first warning that is heard, in place of one about another date.
          if (
            is.kind === 'due' &&
            connected &&
            (warnedOn === undefined || warnedOn < due || warnedOn > day)
          ) {
            warnedOn = day;
            firstHeard ??= day;
          }
        });
      }),
    );
  });
});
