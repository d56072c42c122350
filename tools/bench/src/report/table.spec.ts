import { isReached, type Figure } from './figures';
import { table } from './table';

const time: Figure = { what: 'time', unit: 'ms', ours: 200, sdk: 400, goal: { atMostOfSdk: 0.5 } };
const size: Figure = { what: 'bundle', unit: 'KB', ours: 701, goal: { atMost: 700 } };

describe('the table of figures', () => {
  it('compares ours with the SDK where there is a comparison', () => {
    expect(table([time]).split('\n').at(-1)).toMatch(
      /^\| time +\| 200 ms +\| 400 ms +\| 0\.50 +\| at most 0\.5 of the SDK's +\| yes +\|$/,
    );
  });

  it('says plainly which goal is missed', () => {
    expect(table([size]).split('\n').at(-1)).toMatch(/\| 701 KB +\| +\| +\| at most 700 KB \| no +\|$/);
  });

  it('has columns of even width', () => {
    const lengths = table([time, size])
      .split('\n')
      .map((line) => line.length);
    expect(new Set(lengths).size).toBe(1);
  });
});

describe('a goal', () => {
  it('is reached at its border and missed beyond it', () => {
    expect(isReached(time)).toBe(true);
    expect(isReached({ ...time, ours: 201 })).toBe(false);
    expect(isReached({ ...size, ours: 700 })).toBe(true);
    expect(isReached(size)).toBe(false);
  });

  it('that is a share of the SDK cannot be reached without the SDK', () => {
    expect(isReached({ what: 'time', unit: 'ms', ours: 1, goal: { atMostOfSdk: 0.5 } })).toBe(false);
  });

  it('is not judged where there is none', () => {
    expect(isReached({ what: 'rate', unit: '/s', ours: 10 })).toBeUndefined();
  });
});
