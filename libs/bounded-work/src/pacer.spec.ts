import { Pacer } from './pacer';

describe('the pace of a sweep', () => {
  function jumping() {
    let millis = 1_000_000;
    const timing = {
      now: () => new Date(millis),
      sleep: (wait: number) => {
        millis += wait;
        return Promise.resolve();
      },
    };
    return { timing, pass: (wait: number) => void (millis += wait), at: () => millis };
  }

  it('is so many in a second', async () => {
    const clock = jumping();
    const pacer = new Pacer(4, clock.timing);
    const turns: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      await pacer.turn();
      turns.push(clock.at() - 1_000_000);
    }
    expect(turns).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000]);
  });

  it('is never made up for with a burst', async () => {
    const clock = jumping();
    const pacer = new Pacer(1, clock.timing);
    await pacer.turn();
    clock.pass(60_000);
    await pacer.turn();
    const before = clock.at();
    await pacer.turn();
    expect(clock.at() - before).toBe(1000);
  });
});
