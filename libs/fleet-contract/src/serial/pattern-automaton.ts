import { InvalidSerialPatternError, type PatternNode } from './pattern-grammar';

/** A nondeterministic automaton that follows all of its states at once, so it never backtracks. */
export interface Automaton {
  accepts(text: string): boolean;
}

/** Bounds both memory and the work for each character; counted groups multiply. */
export const maximumStates = 5000;

interface State {
  /** Reads one character and goes to `target`. */
  readonly read?: { readonly accepts: (character: string) => boolean; readonly target: number };
  /** Goes on without reading. */
  readonly skips: number[];
}

/** @throws InvalidSerialPatternError when its counts multiply to too many states */
export function compileAutomaton(source: string, pattern: PatternNode): Automaton {
  const states: State[] = [];
  const addState = (read?: State['read']): number => {
    if (states.length >= maximumStates) {
      throw new InvalidSerialPatternError(source, 0, 'its counts multiply to too many possibilities');
    }
    return states.push(read === undefined ? { skips: [] } : { read, skips: [] }) - 1;
  };
  const connect = (from: number, to: number): void => {
    states[from]?.skips.push(to);
  };

  /** Adds states that lead from `start` to the state returned. */
  const add = (node: PatternNode, start: number): number => {
    switch (node.kind) {
      case 'characters': {
        const target = addState();
        connect(start, addState({ accepts: node.accepts, target }));
        return target;
      }
      case 'sequence':
        return node.parts.reduce((from, part) => add(part, from), start);
      case 'alternatives': {
        const end = addState();
        for (const option of node.options) {
          connect(add(option, start), end);
        }
        return end;
      }
      case 'repeat':
        return addRepeat(node, start);
    }
  };

  const addRepeat = (node: PatternNode & { kind: 'repeat' }, start: number): number => {
    let from = start;
    for (let count = 0; count < node.least; count += 1) {
      from = add(node.part, from);
    }
    const end = addState();
    if (node.most === Infinity) {
      const loop = addState();
      connect(from, loop);
      connect(add(node.part, loop), loop);
      connect(loop, end);
      return end;
    }
    connect(from, end);
    for (let count = node.least; count < node.most; count += 1) {
      from = add(node.part, from);
      connect(from, end);
    }
    return end;
  };

  const first = addState();
  const last = add(pattern, first);
  return { accepts: (text) => simulate(states, first, text).has(last) };
}

/** The states that are reached after `text`. */
function simulate(states: readonly State[], first: number, text: string): ReadonlySet<number> {
  let current = closure(states, [first]);
  for (const character of text) {
    const targets: number[] = [];
    for (const index of current) {
      const read = states[index]?.read;
      if (read?.accepts(character) === true) {
        targets.push(read.target);
      }
    }
    current = closure(states, targets);
    if (current.size === 0) {
      break;
    }
  }
  return current;
}

/** `from` and all that can be reached from there without reading. A set grows while it is walked. */
function closure(states: readonly State[], from: readonly number[]): Set<number> {
  const reached = new Set(from);
  for (const index of reached) {
    for (const next of states[index]?.skips ?? []) {
      reached.add(next);
    }
  }
  return reached;
}
