import { eventually, NeverHappenedError, until } from './eventually';

describe('what a test waits for', () => {
  it('is asked for until it is there', async () => {
    const answers = [undefined, undefined, 'here'];

    await expect(eventually('answer', () => answers.shift())).resolves.toBe('here');
    expect(answers).toEqual([]);
  });

  it('is asked for until it holds, and whoever answers may take its time', async () => {
    const answers = [false, true, false];

    await until(() => Promise.resolve(answers.shift() === true));
    expect(answers).toEqual([false]);
  });

  it('leaves the processor to others between two questions', async () => {
    const before = process.cpuUsage();
    const start = process.hrtime.bigint();
    let asked = 0;
    await until(() => (asked += 1) > 10);
    const { user, system } = process.cpuUsage(before);
    const elapsedMicros = Number((process.hrtime.bigint() - start) / 1_000n);

    // A ratio: a loop without a pause takes all of the time that passes.
    expect((user + system) / elapsedMicros).toBeLessThan(0.5);
  });

  it('passes on an error of the question, and does not ask again', async () => {
    const ask = jest.fn(() => Promise.reject(new Error('the cloud is gone')));

    await expect(eventually('answer', ask)).rejects.toThrow('the cloud is gone');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  describe('and that never comes', () => {
    beforeEach(() => {
      let now = 0;
      jest.spyOn(Date, 'now').mockImplementation(() => (now += 30_000));
    });
    afterEach(() => jest.restoreAllMocks());

    it('ends the wait, in words', async () => {
      const wait = eventually('certificate', () => undefined);

      await expect(wait).rejects.toThrow(NeverHappenedError);
      await expect(wait).rejects.toThrow('within 60 s there was no certificate');
    });

    it('ends it with the code of the question, where that is all there is', async () => {
      const certificates: string[] = [];

      await expect(until(() => certificates.length > 0)).rejects.toThrow('certificates.length > 0');
    });
  });
});
