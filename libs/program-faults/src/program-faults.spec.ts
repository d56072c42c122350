import { AssertionError } from 'node:assert';
import { errorInWords, isProgramFault } from './program-faults';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('a fault of the program', () => {
  it.each([
    ['a member of nothing', thrownBy(() => Object.defineProperty(Object.freeze({}), 'x', { value: 1 }))],
    ['a length that cannot be', thrownBy(() => 'x'.repeat(-1))],
    ['an assertion that does not hold', new AssertionError({ message: 'one is two' })],
  ])('is %s: it is printed with its stack', (_what, error) => {
    expect(isProgramFault(error)).toBe(true);
    expect(errorInWords(error)).toMatch(/\n +at .*program-faults/);
  });

  it.each([
    ['an error that somebody has put in words', new Error('The file is missing.'), 'The file is missing.'],
    [
      'what fetch says of a network',
      new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }),
      'fetch failed',
    ],
    ['something thrown that is no error', 'no', 'no'],
  ])('is not %s', (_what, error, words) => {
    expect(isProgramFault(error)).toBe(false);
    expect(errorInWords(error)).toBe(words);
  });
});
