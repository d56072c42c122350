import { defined } from '@fleet/optional-members';
import { InvalidSerialPatternError, type PatternNode } from './pattern-grammar';

/** A nondeterministic automaton that follows all of its states at once, so it never backtracks. */
export interface Automaton {
  accepts(text: string): boolean;
}

/** Bounds both memory and the work for each character; counted groups multiply. */
export const maximumStates = 5000;

interface State {
  /** Reads one character and goes to `target`. */
  readonly read?: { readonly accepts: (character: string) => boolean; readonly target: State };
  /** Goes on without reading. */
  readonly skips: State[];
}

/** @throws InvalidSerialPatternError when its counts multiply to too many states */
export function compileAutomaton(source: string, pattern: PatternNode): Automaton {
  let states = 0;
  const addState = (read?: State['read']): State => {
    states += 1;
    if (states > maximumStates) {
      throw new InvalidSerialPatternError(source, 0, 'its counts multiply to too many possibilities');
    }
    return { ...defined({ read }), skips: [] };
  };

  /** Adds states that lead from `start` to the state returned. */
  const add = (node: PatternNode, start: State): State => {
    switch (node.kind) {
      case 'characters': {
        const target = addState();
        start.skips.push(addState({ accepts: node.accepts, target }));
        return target;
      }
      case 'sequence':
        return node.parts.reduce((from, part) => add(part, from), start);
      case 'alternatives': {
        const end = addState();
        for (const option of node.options) {
          add(option, start).skips.push(end);
        }
        return end;
      }
      case 'repeat':
        return addRepeat(node, start);
    }
  };

  const addRepeat = (node: PatternNode & { kind: 'repeat' }, start: State): State => {
    let from = start;
    for (let count = 0; count < node.least; count += 1) {
      from = add(node.part, from);
    }
    const end = addState();
    if (node.most === Infinity) {
      const loop = addState();
      from.skips.push(loop);
      add(node.part, loop).skips.push(loop);
      loop.skips.push(end);
      return end;
    }
    from.skips.push(end);
    for (let count = node.least; count < node.most; count += 1) {
      from = add(node.part, from);
      from.skips.push(end);
    }
    return end;
  };

  const first = addState();
  const last = add(pattern, first);
  return { accepts: (text) => reachedAfter(text, first).has(last) };
}

function reachedAfter(text: string, first: State): ReadonlySet<State> {
  let current = closure([first]);
  for (const character of text) {
    const targets = [...current].flatMap(({ read }) => (read?.accepts(character) ? [read.target] : []));
    current = closure(targets);
  }
  return current;
}

/** `from` and all that can be reached from there without reading. A set grows while it is walked. */
function closure(from: readonly State[]): ReadonlySet<State> {
  const reached = new Set(from);
  for (const state of reached) {
    for (const next of state.skips) {
      reached.add(next);
    }
  }
  return reached;
}
