import { compileAutomaton, maximumStates } from './pattern-automaton';
import type { PatternNode } from './pattern-grammar';

const letter: PatternNode = { kind: 'characters', accepts: (character) => character === 'a' };
const nothing: PatternNode = { kind: 'repeat', part: letter, least: 0, most: 0 };

/** The first state, two for each letter, and one for the repetition that reads nothing. */
function patternOf(states: number): PatternNode {
  return { kind: 'sequence', parts: [nothing, ...Array<PatternNode>((states - 2) / 2).fill(letter)] };
}

describe('the automaton of a pattern', () => {
  it('has as many states as it may have, and no more', () => {
    const most = compileAutomaton('the pattern', patternOf(maximumStates));
    expect(most.accepts('a'.repeat((maximumStates - 2) / 2))).toBe(true);
    expect(most.accepts('a')).toBe(false);
    expect(() => compileAutomaton('the pattern', patternOf(maximumStates + 2))).toThrow(
      'serialPattern "the pattern" is not usable at position 0: its counts multiply to too many possibilities',
    );
  });

  it('accepts what one of several alternatives reads, to its end', () => {
    const either = compileAutomaton('', { kind: 'alternatives', options: [nothing, patternOf(6)] });
    expect(['', 'a', 'aa', 'aaa', 'b'].map((text) => either.accepts(text))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
