import fc from 'fast-check';
import { addDays, daysBetween, isCertDate, parseCertDate, type CertDate } from './cert-date';
import { readIssuance } from './issuance';
import { rotationStanding, type RotationRules } from './rotation-standing';
import { dueDate } from './rotation-window';

const rules: RotationRules = { rotationDays: 360, spreadDays: 0, graceDays: 14 };
const today = parseCertDate('20270101');
const daysAgo = (days: number): CertDate => addDays(today, -days);

function standing(
  thing: { issued?: unknown; notified?: unknown; connected?: boolean; disconnectedOn?: CertDate },
  over: Partial<RotationRules> = {},
) {
  const { issued = daysAgo(400), connected = true, ...rest } = thing;
  return rotationStanding(
    { thingName: 'sensor-1', issuance: readIssuance(issued, today), notified: undefined, connected, ...rest },
    { ...rules, ...over },
    today,
  );
}

describe('a certificate that is dated', () => {
  it.each([
    ['is valid the day before it is due', { issued: daysAgo(359) }, { kind: 'valid' }],
    ['is due on the day', { issued: daysAgo(360) }, { kind: 'due', firstWarning: true }],
    ['has received its first warning', { notified: daysAgo(3) }, { kind: 'due', firstWarning: false }],
    ['has received one of today', { notified: today }, { kind: 'due', firstWarning: false }],
    ['is still good on the last day of grace', { notified: daysAgo(14) }, { kind: 'due' }],
    ['is expired the day after', { notified: daysAgo(15) }, { kind: 'expired', because: 'grace-has-passed' }],
    [
      'does not count the warning about its predecessor',
      { notified: daysAgo(41) },
      { kind: 'due', firstWarning: true },
    ],
    [
      'does not count a warning of a day to come',
      { notified: addDays(today, 1) },
      { kind: 'due', firstWarning: true },
    ],
    [
      'does not count a warning that is no date',
      { notified: '20269999' },
      { kind: 'due', firstWarning: true },
    ],
  ])('%s', (_, thing, expected) => {
    expect(standing(thing)).toMatchObject(expected);
  });
});

describe('a device that is not connected', () => {
  const connected = false;

  it('is warned, but has not received it', () => {
    expect(standing({ connected, issued: daysAgo(370) })).toEqual({ kind: 'due', firstWarning: false });
  });

  it('is unreachable once grace has passed without a warning that it could receive', () => {
    expect(standing({ connected, issued: daysAgo(375) })).toEqual({ kind: 'unreachable' });
    expect(standing({ connected, issued: daysAgo(3_000) })).toEqual({ kind: 'unreachable' });
  });

  it('expires like any other when it had received the warning before it disconnected', () => {
    expect(standing({ connected, notified: daysAgo(20) })).toMatchObject({ kind: 'expired' });
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
    const thing = { connected, issued: daysAgo(800), notified: daysAgo(3) };
    expect(standing(thing)).toEqual({ kind: 'due', firstWarning: false });
  });

  it.each([
    ['its last connection', { issued: daysAgo(800), disconnectedOn: daysAgo(90) }, 'unreachable'],
    ['its last connection', { issued: daysAgo(800), disconnectedOn: daysAgo(91) }, 'expired'],
    [
      'the day it was due, when it left before',
      { issued: daysAgo(360 + 90), disconnectedOn: daysAgo(200) },
      'unreachable',
    ],
    [
      'the day it was due, when it left before',
      { issued: daysAgo(360 + 91), disconnectedOn: daysAgo(200) },
      'expired',
    ],
  ])('has its silence counted in whole days from %s: %j', (_, thing, kind) => {
    expect(standing({ connected, ...thing }, { offlineDays: 90 }).kind).toBe(kind);
  });
});

describe('a certificate without a date', () => {
  it.each([
    ['missing', undefined],
    ['malformed', 'yesterday'],
    ['of the future', '20990101'],
  ])('is due and never expired, when it is %s', (_, issued) => {
    const thing = { thingName: 'x', issuance: readIssuance(issued, today), connected: true };
    expect(rotationStanding({ ...thing, notified: undefined }, rules, today)).toEqual({
      kind: 'due',
      firstWarning: true,
    });
    const offline = { ...thing, notified: daysAgo(500), connected: false };
    expect(rotationStanding(offline, { ...rules, offlineDays: 1 }, today).kind).toBe('due');
  });
});

/** What an earlier year, a wrong clock or somebody's hand left in the attribute. */
const leftOver = fc.oneof(
  fc.string(),
  fc.integer({ min: 0, max: 800 }).map((days) => addDays(parseCertDate('20260101'), -days)),
  fc.constant(parseCertDate('20991231')),
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
            notified: undefined,
            connected: false,
          };
          const overdueBy = daysBetween(due, day);
          const expected = overdueBy < 0 ? 'valid' : overdueBy <= some.graceDays ? 'due' : 'unreachable';
          expect(rotationStanding(thing, some, day).kind).toBe(expected);
        },
      ),
    );
  });

  it('a warning is the first once, on a day on which its device was connected, whether or not there is a date', () => {
    const date = fc.constantFrom(undefined, 'no date', parseCertDate('20260101'), parseCertDate('20991231'));
    fc.assert(
      fc.property(history, arbitraryRules, date, leftOver, (days, some, issued, before) => {
        const begin = parseCertDate('20260101');
        let notified: unknown = isCertDate(before) && before <= begin ? undefined : before;
        let firstWarnings = 0;
        days.forEach(({ connected, swept }, index) => {
          const day = addDays(begin, index);
          const issuance = readIssuance(issued, day);
          const is = rotationStanding({ thingName: 'x', issuance, notified, connected }, some, day);
          if (!swept || is.kind !== 'due') {
            return;
          }
          // One that no device has received yet is the first, as soon as the device is connected.
          expect(is.firstWarning).toBe(connected && firstWarnings === 0);
          if (!is.firstWarning) {
            return;
          }
          notified = day;
          firstWarnings += 1;
        });
      }),
    );
  });

  it('no certificate expires before grace has passed since a warning that its device could receive', () => {
    fc.assert(
      fc.property(history, arbitraryRules, fc.string(), leftOver, (days, some, thingName, before) => {
        const issued = parseCertDate('20260101');
        const due = dueDate({ ...some, issued, thingName });
        let notified: unknown = before;
        let firstHeard: CertDate | undefined;
        days.forEach(({ connected, swept }, index) => {
          const day = addDays(issued, index);
          if (!swept) {
            return;
          }
          const issuance = readIssuance(issued, day);
          const is = rotationStanding({ thingName, issuance, notified, connected }, some, day);
          expect(is.kind === 'valid').toBe(day < due);
          if (is.kind === 'expired') {
            expect(firstHeard).toBeDefined();
            expect(day > addDays(firstHeard ?? day, some.graceDays)).toBe(true);
            expect(day > addDays(due, some.graceDays)).toBe(true);
          }
          if (is.kind === 'due' && is.firstWarning) {
            expect(connected).toBe(true);
            notified = day;
            firstHeard ??= day;
          }
        });
      }),
    );
  });
});
