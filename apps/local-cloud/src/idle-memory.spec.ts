import { collectGarbage, releaseMemoryWhenIdle } from './idle-memory';

describe('the memory of an idle cloud', () => {
  let processorMillis: number;
  let collections: number;
  let end: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    processorMillis = 350;
    collections = 0;
    end = releaseMemoryWhenIdle({
      processorMillis: () => processorMillis,
      collect: () => {
        collections += 1;
        processorMillis += 90;
        return Promise.resolve();
      },
    });
  });
  afterEach(() => {
    end();
    jest.useRealTimers();
  });

  /** Each second costs so much of the processor. */
  const pass = async (seconds: number, millisEach: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      processorMillis += millisEach;
      await jest.advanceTimersByTimeAsync(1_000);
    }
  };

  it('is given back once after its start', async () => {
    await pass(7, 0);
    expect(collections).toBe(0);
    await pass(100, 0);
    expect(collections).toBe(1);
  });

  it('is given back again when the devices that came have left', async () => {
    await pass(10, 0);
    await pass(10, 400);
    expect(collections).toBe(1);
    await pass(10, 1);
    expect(collections).toBe(2);
  });

  it('is left alone while there is something to do every few seconds', async () => {
    for (let round = 0; round < 20; round += 1) {
      await pass(7, 1);
      await pass(1, 100);
    }
    expect(collections).toBe(0);
  });

  it('is left alone by pings, which leave nothing worth it', async () => {
    await pass(10, 0);
    await pass(20, 5);
    expect(collections).toBe(1);
  });

  it('is left alone after the end', async () => {
    end();
    await pass(100, 0);
    expect(collections).toBe(0);
  });
});

it('is given back by a collection of everything that nothing refers to any more', async () => {
  const left = new WeakRef({ certificate: 'of a device that has left' });
  // Until its first turn is over, a reference keeps what it refers to.
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(left.deref()).toBeDefined();
  await new Promise<void>((resolve) => setImmediate(resolve));
  await collectGarbage();
  expect(left.deref()).toBeUndefined();
});
