import { compileAutomaton, type Automaton } from './pattern-automaton';
import { parsePattern } from './pattern-grammar';

/** A compiled `serialPattern`. */
export interface SerialPattern {
  readonly source: string;
  /** Whether all of `serial` (not a part of it) matches. Time grows linearly with the length. */
  matches(serial: string): boolean;
}

export { InvalidSerialPatternError } from './pattern-grammar';

/**
 * Compiles a regular expression for serials: literals, classes `[A-Z0-9-]` and `[^…]`, `\d`, `\w`, escaped
 * punctuation, `.`, groups `(…)` and `(?:…)`, alternatives `|`, and the quantifiers `? * + {m} {m,} {m,n}`. It is
 * always matched against the whole serial; a leading `^` and a trailing `$` may be written.
 *
 * Not JavaScript's own engine: serials come from devices, and a backtracking engine lets an innocent pattern
 * such as `(\w+-?)+` hang the hook that every device of the fleet waits for.
 * @throws InvalidSerialPatternError names the place
 */
export function compileSerialPattern(source: string): SerialPattern {
  const automaton: Automaton = compileAutomaton(source, parsePattern(source));
  return { source, matches: (serial) => automaton.accepts(serial) };
}
