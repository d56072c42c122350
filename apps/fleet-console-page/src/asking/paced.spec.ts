import { Paced } from './paced';

describe('what changes often', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is shown once in a while, as it is then', () => {
    const shown: number[] = [];
    const paced = new Paced<number>((value) => shown.push(value), 200);
    for (let value = 1; value <= 1_000; value += 1) {
      paced.show(value);
    }
    expect(shown).toEqual([]);
    jest.advanceTimersByTime(200);
    expect(shown).toEqual([1_000]);
    paced.show(1_001);
    jest.advanceTimersByTime(1_000);
    expect(shown).toEqual([1_000, 1_001]);
  });

  it('is shown at once when that is wanted, and not again', () => {
    const shown: string[] = [];
    const paced = new Paced<string>((value) => shown.push(value), 200);
    paced.flush();
    paced.show('the end');
    paced.flush();
    jest.advanceTimersByTime(1_000);
    expect(shown).toEqual(['the end']);
  });
});
