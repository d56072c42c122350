import { SettableClock } from '@fleet/emulator-clock';
import { DeferredWork } from './deferred-work';

describe('work that waits', () => {
  const hour = 3_600_000;
  let clock: SettableClock;
  let work: DeferredWork;
  beforeEach(() => {
    clock = new SettableClock();
    work = new DeferredWork(clock);
  });
  afterEach(() => clock.close());

  it('is done at once without a delay', () => {
    const done = jest.fn();
    work.after(0, done);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is done once, when the time of the cloud has come', async () => {
    const done = jest.fn();
    const worked = new Promise<void>((resolve) => {
      work.after(hour, () => {
        done();
        resolve();
      });
    });
    clock.setOffset(hour / 2);
    expect(done).not.toHaveBeenCalled();
    clock.setOffset(hour);
    await worked;
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is not done any more when it was given up', async () => {
    const done = jest.fn();
    work.after(hour, done);
    work.close();
    work.after(0, done);
    const passed = new Promise<void>((resolve) => {
      clock.at(new Date(clock.nowMillis() + hour), resolve);
    });
    clock.setOffset(hour);
    await passed;
    expect(done).not.toHaveBeenCalled();
  });
});
