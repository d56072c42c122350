import { DigestSet } from './digest-set';

describe('a set of digests', () => {
  it('knows each of a hundred thousand texts again, and no others', () => {
    const set = new DigestSet();
    const texts = Array.from({ length: 100_000 }, (_, index) => `state ${index}`);
    expect(texts.filter((text) => !set.add(text))).toEqual([]);
    expect(texts.filter((text) => set.add(text))).toEqual([]);
    expect(set.size).toBe(texts.length);
  });
});
