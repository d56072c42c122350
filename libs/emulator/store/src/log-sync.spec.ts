import { LogSync } from './log-sync';

describe('bringing what was written to the disk', () => {
  /** The syncs that were begun, each ended by the test. */
  let begun: { end: () => void; fail: (error: Error) => void }[];
  let log: LogSync;
  beforeEach(() => {
    begun = [];
    log = new LogSync(
      () => new Promise((resolve, reject) => begun.push({ end: () => resolve(), fail: reject })),
    );
  });

  const sync = (index: number) => {
    const one = begun[index];
    if (one === undefined) {
      throw new Error(`no sync ${index} was begun`);
    }
    return one;
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const settled = async (promise: Promise<void>): Promise<boolean> => {
    let done = false;
    promise.then(
      () => (done = true),
      () => (done = true),
    );
    await turn();
    return done;
  };

  it('does nothing where nothing was written', async () => {
    await log.synced();
    expect(begun).toHaveLength(0);
  });

  it('is done once for all who wait for a busy disk', async () => {
    log.wrote();
    const first = log.synced();
    await turn();
    log.wrote();
    const [second, third] = [log.synced(), log.synced()];
    await turn();
    expect(begun).toHaveLength(1);
    sync(0).end();
    await first;
    expect(await settled(second)).toBe(false);
    expect(begun).toHaveLength(2);
    sync(1).end();
    await Promise.all([second, third]);
  });

  it('is waited for by who has written nothing: what they have read may not be there yet', async () => {
    log.wrote();
    const writer = log.synced();
    await turn();
    const reader = log.synced();
    expect(await settled(reader)).toBe(false);
    sync(0).end();
    await Promise.all([writer, reader]);
    expect(begun).toHaveLength(1);
  });

  it('fails for those who waited, and is tried again for the next', async () => {
    log.wrote();
    const first = log.synced();
    await turn();
    log.wrote();
    const second = log.synced();
    sync(0).fail(new Error('the disk is broken'));
    await expect(first).rejects.toThrow('the disk is broken');
    await turn();
    sync(1).fail(new Error('still broken'));
    await expect(second).rejects.toThrow('still broken');
    const third = log.synced();
    await turn();
    sync(2).end();
    await third;
  });
});
