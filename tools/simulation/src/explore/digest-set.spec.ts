import { DigestSet } from './digest-set';
import { StateDigest } from './state-digest';

function digestOf(numbers: readonly number[]): StateDigest {
  const digest = new StateDigest();
  digest.begin();
  numbers.forEach((number) => digest.add(number));
  digest.end();
  return digest;
}

describe('a set of digests', () => {
  it('knows each of a hundred thousand states again, and no others', () => {
    const set = new DigestSet();
    // Rows that are alike but for a number or two, as states are.
    const rows = Array.from({ length: 100_000 }, (_, index) => [1, index % 300, 0, Math.floor(index / 300)]);
    expect(rows.filter((row) => !set.add(digestOf(row)))).toEqual([]);
    expect(rows.filter((row) => set.add(digestOf(row)))).toEqual([]);
    expect(set.size).toBe(rows.length);
  });
});

describe('a digest', () => {
  it('is another one for a row in another order, or with a zero more', () => {
    const digests = [[1, 2], [2, 1], [1, 2, 0], [0, 1, 2], []].map(digestOf);
    expect(new Set(digests.map(({ high, low }) => `${high} ${low}`)).size).toBe(digests.length);
  });

  it('spreads rows that are alike over all of its bits', () => {
    const digests = Array.from({ length: 4_096 }, (_, index) => digestOf([index]));
    for (let bit = 0; bit < 32; bit += 1) {
      for (const half of ['high', 'low'] as const) {
        const share = digests.filter((digest) => ((digest[half] >>> bit) & 1) === 1).length / digests.length;
        expect(share).toBeGreaterThan(0.45);
        expect(share).toBeLessThan(0.55);
      }
    }
  });
});
