import { isNativeError } from 'node:util/types';

/** Names of what JavaScript, or an assertion, throws when code does what it must not. */
const faults: ReadonlySet<string> = new Set([
  'AssertionError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

/**
 * True for an error that shows a fault of the program. No waiting mends it, and its message alone helps nobody: the
 * program ends, with exit code 1 and the stack.
 *
 * `fetch` dresses what happened on the network as a TypeError, with that as its `cause`: this is none.
 */
export function isProgramFault(error: unknown): boolean {
  return isNativeError(error) && faults.has(error.name) && error.cause === undefined;
}

/** An error as whoever runs the program needs it: in words, and where the program is at fault with its stack. */
export function errorInWords(error: unknown): string {
  if (!isNativeError(error)) {
    return String(error);
  }
  return isProgramFault(error) ? (error.stack ?? `${error.name}: ${error.message}`) : error.message;
}
