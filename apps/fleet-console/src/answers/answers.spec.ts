import { SharedAnswers } from './shared-answers';
import { WorkLimit } from './work-limit';

describe('answers that are shared', () => {
  let now: number;
  let asked: number;
  let answers: SharedAnswers<number>;
  beforeEach(() => {
    now = 0;
    asked = 0;
    answers = new SharedAnswers(() => now);
  });
  const ask = () => answers.get('how many', () => Promise.resolve((asked += 1)));

  it('are asked for once by five tabs, and anew after ten seconds', async () => {
    expect(await Promise.all([ask(), ask(), ask(), ask(), ask()])).toEqual([1, 1, 1, 1, 1]);
    now = 9_999;
    expect(await ask()).toBe(1);
    now = 10_000;
    expect(await ask()).toBe(2);
  });

  it('are told apart by their question', async () => {
    await ask();
    expect(await answers.get('how few', () => Promise.resolve(7))).toBe(7);
    expect(await ask()).toBe(1);
  });

  it('are forgotten when something was changed', async () => {
    await ask();
    answers.forget();
    expect(await ask()).toBe(2);
  });

  it('are not kept where the call failed', async () => {
    const failing = () => answers.get('how many', () => Promise.reject(new Error('throttled')));
    await expect(Promise.all([failing(), failing()])).rejects.toThrow('throttled');
    expect(await ask()).toBe(1);
  });

  it('do not pile up', async () => {
    await ask();
    for (let index = 0; index < 500; index++) {
      await answers.get(String(index), () => Promise.resolve(index));
    }
    expect(await ask()).toBe(2);
  });
});

describe('a limit of work', () => {
  it('lets so many run at a time, and the others after them, failed or not', async () => {
    const limit = new WorkLimit(2);
    let running = 0;
    let most = 0;
    const work = async (fails: boolean) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (fails) {
        throw new Error('failed');
      }
      return 'done';
    };
    const ends = await Promise.allSettled(
      [true, false, true, false, false].map((fails) => limit.run(() => work(fails))),
    );
    expect(ends.map(({ status }) => status)).toEqual([
      ...['rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    ]);
    expect(most).toBe(2);
  });
});
