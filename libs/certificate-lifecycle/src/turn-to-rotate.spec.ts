import { turnLeft } from './turn-to-rotate';

const came = '2026-12-27T08:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(came) + seconds * 1_000);
const anHour = 3_600;

describe('the turn of a device that is due and has come', () => {
  it('is as late as the sweep said, from the moment at which it first came', () => {
    const due = { turnSeconds: anHour, comesSince: came };
    expect(turnLeft(due, later(0))).toBe(anHour);
    expect(turnLeft(due, later(59.2))).toBe(anHour - 59);
    expect(turnLeft(due, later(anHour - 1))).toBe(1);
  });

  it('has come once that time is over, however often the device starts anew', () => {
    const due = { turnSeconds: anHour, comesSince: came };
    expect(turnLeft(due, later(anHour))).toBeUndefined();
    expect(turnLeft(due, later(12 * anHour - 1))).toBeUndefined();
  });

  it('counts from the warning of the sweep where the device was there for that', () => {
    expect(turnLeft({ turnSeconds: anHour, warnedAt: came }, later(60))).toBe(anHour - 60);
  });

  it('counts from when the device first came, also where it was warned days later, as it never stayed', () => {
    const due = { turnSeconds: anHour, comesSince: came, warnedAt: later(600).toISOString() };
    expect(turnLeft(due, later(900))).toBe(anHour - 900);
  });

  it('begins anew after half a day, as the device may have been away since, with all others, and is half as long', () => {
    const due = { turnSeconds: anHour, comesSince: came };
    expect(turnLeft(due, later(12 * anHour))).toBe(anHour / 2);
    expect(turnLeft(due, later(24 * anHour - 1))).toBe(anHour / 2);
    expect(turnLeft({ ...due, warnedAt: came }, later(48 * anHour))).toBe(225);
  });

  it.each([
    ['for five minutes each day', 24, 300],
    ['for eight hours each day', 24, 8 * anHour],
    ['for ten minutes each half day', 12, 600],
  ])(
    'comes before half of the days of grace have passed for a device that is there %s',
    (_when, hours, stays) => {
      const due = { turnSeconds: 12 * anHour - 1, comesSince: came };
      const visits = Array.from({ length: (7 * 24) / hours }, (_, visit) => later(visit * hours * anHour));
      expect(visits.some((visit) => (turnLeft(due, visit) ?? 0) < stays)).toBe(true);
    },
  );

  it('comes for a device that starts anew each hour, but was away for the first half day', () => {
    const due = { turnSeconds: 11 * anHour, comesSince: came };
    const starts = Array.from({ length: 72 }, (_, hour) => later((13 + hour) * anHour));
    expect(starts.some((start) => (turnLeft(due, start) ?? 0) < anHour)).toBe(true);
  });

  it('is over once it is shorter than a second', () => {
    expect(turnLeft({ turnSeconds: 5, comesSince: came }, later(36 * anHour))).toBeUndefined();
    expect(turnLeft({ turnSeconds: anHour, comesSince: came }, later(3_650 * 24 * anHour))).toBeUndefined();
  });

  it.each([-1, 0, Number.NaN])('is now where somebody has made it %d seconds by hand', (turnSeconds) => {
    expect(turnLeft({ turnSeconds }, later(0))).toBeUndefined();
    expect(turnLeft({ turnSeconds, comesSince: came }, later(24 * anHour))).toBeUndefined();
  });

  it('is never longer than what the sweep said, where the clocks of two functions differ', () => {
    expect(turnLeft({ turnSeconds: anHour, comesSince: came }, later(-5))).toBe(anHour);
  });

  it('is now where no sweep gave it one', () => {
    expect(turnLeft({ comesSince: came }, later(0))).toBeUndefined();
    expect(turnLeft({}, later(0))).toBeUndefined();
  });

  it('is the whole of it where nobody has noted that the device came', () => {
    expect(turnLeft({ turnSeconds: anHour }, later(0))).toBe(anHour);
  });
});
