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

  it('begins anew after half a day, as the device may have been away since, with all others', () => {
    const due = { turnSeconds: anHour, comesSince: came };
    expect(turnLeft(due, later(12 * anHour))).toBe(anHour);
    expect(turnLeft({ ...due, warnedAt: came }, later(48 * anHour))).toBe(anHour);
  });

  it('is now where no sweep gave it one', () => {
    expect(turnLeft({ comesSince: came }, later(0))).toBeUndefined();
    expect(turnLeft({}, later(0))).toBeUndefined();
  });

  it('is the whole of it where nobody has noted that the device came', () => {
    expect(turnLeft({ turnSeconds: anHour }, later(0))).toBe(anHour);
  });
});
