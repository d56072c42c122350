import { aheadWords } from './clock-words';

describe('the words for a moved clock', () => {
  it.each([
    [0, 'the time of this machine'],
    [59_000, 'the time of this machine'],
    [5 * 60_000, '5 minutes ahead of this machine'],
    [3_600_000, '1 hour ahead of this machine'],
    [90 * 86_400_000 + 2 * 3_600_000, '90 days and 2 hours ahead of this machine'],
    [-86_400_000, '1 day behind this machine'],
  ])('of %d ms are: %s', (millis, words) => {
    expect(aheadWords(millis)).toBe(words);
  });
});
