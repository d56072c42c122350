import { VirtualTime } from './virtual-time';
import { keepTimersIn } from './virtual-timers';

describe('virtual time', () => {
  it('goes from one event to the next in their order, and wakes who is called off', async () => {
    const time = new VirtualTime(0);
    const heard: string[] = [];
    const stop = new AbortController();
    time.after(20, () => heard.push('second'));
    time.after(10, () => heard.push('first'));
    time.after(15, () => heard.push('never'))();
    void time.sleep(Number.MAX_SAFE_INTEGER, stop.signal).catch(() => heard.push('called off'));
    time.after(30, () => stop.abort(new Error('enough')));
    await time.runUntil(() => heard.length === 3);
    expect(heard).toEqual(['first', 'second', 'called off']);
    expect(time.nowMillis()).toBe(30);
    await expect(time.runUntil(() => false)).rejects.toThrow('Nothing is left');
  });

  it('keeps the order in which events were arranged, whether very many wait as long or not', async () => {
    const time = new VirtualTime(0);
    const heard: number[] = [];
    for (let nth = 0; nth < 5_000; nth += 1) {
      const millis = 10 * (nth % 7);
      const arranged = nth % 2 === 0 ? time.after.bind(time) : time.afterUsual.bind(time);
      const cancel = arranged(millis, () => heard.push(millis * 10_000 + nth));
      if (nth % 5 === 0) {
        cancel();
      }
    }
    await time.runUntil(() => heard.length === 4_000);
    expect(heard).toEqual([...heard].sort((one, other) => one - other));
  });

  it('does all that follows from an event before the next', async () => {
    const time = new VirtualTime(0);
    const heard: number[] = [];
    const follow = async (): Promise<void> => {
      for (let turn = 0; turn < 1_000; turn += 1) {
        await Promise.resolve();
      }
      heard.push(time.nowMillis());
    };
    time.after(1, () => void follow());
    time.after(2, () => void follow());
    await time.runUntil(() => heard.length === 2);
    expect(heard).toEqual([1, 2]);
  });

  it('ends with what an event throws', async () => {
    const time = new VirtualTime(0);
    time.after(1, () => {
      throw new RangeError('no further');
    });
    await expect(time.runUntil(() => false)).rejects.toThrow(RangeError);
  });

  it('is what timers of the platform keep, until they are given back', async () => {
    const time = new VirtualTime(0);
    const giveBack = keepTimersIn(time);
    const heard: number[] = [];
    try {
      setTimeout(() => heard.push(time.nowMillis()), 3_600_000);
      clearTimeout(setTimeout(() => heard.push(0), 1_000));
      await time.runUntil(() => heard.length > 0);
    } finally {
      giveBack();
    }
    expect(heard).toEqual([3_600_000]);
    await new Promise((resolve) => setTimeout(resolve, 1));
  });
});
