import { SettableClock } from './index';

const START = new Date('2026-01-01T00:00:00Z');
const DAY = 86_400_000;

describe('the settable clock', () => {
  let clock: SettableClock;
  beforeEach(() => {
    jest.useFakeTimers({ now: START });
    clock = new SettableClock();
  });
  afterEach(() => {
    clock.close();
    jest.useRealTimers();
  });

  const days = (count: number) => new Date(START.getTime() + count * DAY);

  it('is the machine time plus the offset', () => {
    expect(clock.now()).toEqual(START);
    clock.setOffset(361 * DAY);
    expect(clock.now()).toEqual(days(361));
    expect(clock.nowMillis()).toBe(days(361).getTime());
    expect(new SettableClock(DAY).now()).toEqual(days(1));
    expect(clock.offsetMillis).toBe(361 * DAY);
  });

  it('calls back once, when the time is reached and not before', () => {
    const callback = jest.fn();
    clock.at(days(1), callback);
    jest.advanceTimersByTime(DAY - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(10 * DAY);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('calls back for a time that is past, but not before the caller has its cancel', () => {
    const callback = jest.fn();
    clock.at(days(-1), callback);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(0);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('calls back when the time is moved over the moment, and waits longer when it is moved back', () => {
    const callback = jest.fn();
    clock.at(days(30), callback);
    clock.setOffset(-30 * DAY);
    jest.advanceTimersByTime(59 * DAY);
    expect(callback).not.toHaveBeenCalled();
    clock.setOffset(0);
    jest.advanceTimersByTime(0);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits longer than one timer can', () => {
    const callback = jest.fn();
    clock.at(days(360), callback);
    jest.advanceTimersByTime(360 * DAY - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('never calls back what was cancelled, or after it was closed', () => {
    const callback = jest.fn();
    clock.at(days(1), callback)();
    clock.at(days(1), callback);
    clock.close();
    clock.at(days(1), callback);
    jest.advanceTimersByTime(2 * DAY);
    expect(callback).not.toHaveBeenCalled();
  });

  it('tells of every move, after it, until nobody listens', () => {
    const heard: Date[] = [];
    const stop = clock.onMoved(() => heard.push(clock.now()));
    clock.setOffset(DAY);
    clock.setOffset(-DAY);
    stop();
    clock.setOffset(0);
    expect(heard).toEqual([days(1), days(-1)]);
  });

  it('refuses an offset or a moment that is no time', () => {
    expect(() => clock.setOffset(Number.NaN)).toThrow(RangeError);
    expect(() => clock.setOffset(1e17)).toThrow(RangeError);
    expect(() => new SettableClock(Infinity)).toThrow(RangeError);
    expect(() => clock.at(new Date('nonsense'), () => undefined)).toThrow(RangeError);
  });
});
