import { SettableClock } from '@fleet/emulator-clock';
import { soonDone } from './soon-done';

describe('an answer about an operation', () => {
  let clock: SettableClock;

  beforeEach(() => (clock = new SettableClock()));
  afterEach(() => clock.close());

  it('waits for the end of a short one', async () => {
    let finish = (): void => undefined;
    const operation = new Promise<void>((resolve) => (finish = resolve));
    let answered = false;
    const answer = soonDone(operation, clock).then(() => (answered = true));
    await Promise.resolve();
    expect(answered).toBe(false);
    finish();
    await expect(answer).resolves.toBe(true);
  });

  it('does not wait for a long one', async () => {
    const answer = soonDone(new Promise(() => undefined), clock);
    clock.setOffset(6_000);
    await expect(answer).resolves.toBeUndefined();
  });
});
