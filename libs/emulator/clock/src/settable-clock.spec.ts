import { SettableClock } from './index';

const start = new Date('2026-01-01T00:00:00Z');
const dayMillis = 86_400_000;

describe('the settable clock', () => {
  let clock: SettableClock;
  beforeEach(() => {
    jest.useFakeTimers({ now: start });
    clock = new SettableClock();
  });
  afterEach(() => {
    clock.close();
    jest.useRealTimers();
  });

  const days = (count: number) => new Date(start.getTime() + count * dayMillis);

  it('is the machine time plus the offset', () => {
    expect(clock.now()).toEqual(start);
    clock.setOffset(361 * dayMillis);
    expect(clock.now()).toEqual(days(361));
    expect(clock.nowMillis()).toBe(days(361).getTime());
    expect(new SettableClock(dayMillis).now()).toEqual(days(1));
    expect(clock.offsetMillis).toBe(361 * dayMillis);
  });

  it('calls back once, when the time is reached and not before', () => {
    const callback = jest.fn();
    clock.at(days(1), callback);
    jest.advanceTimersByTime(dayMillis - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(10 * dayMillis);
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
    clock.setOffset(-30 * dayMillis);
    jest.advanceTimersByTime(59 * dayMillis);
    expect(callback).not.toHaveBeenCalled();
    clock.setOffset(0);
    jest.advanceTimersByTime(0);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits longer than one timer can', () => {
    const callback = jest.fn();
    clock.at(days(360), callback);
    jest.advanceTimersByTime(360 * dayMillis - 1);
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
    jest.advanceTimersByTime(2 * dayMillis);
    expect(callback).not.toHaveBeenCalled();
  });

  it('tells of every move, after it, until nobody listens', () => {
    const heard: Date[] = [];
    const stop = clock.onMoved(() => heard.push(clock.now()));
    clock.setOffset(dayMillis);
    clock.setOffset(-dayMillis);
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
