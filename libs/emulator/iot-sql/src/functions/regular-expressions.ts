import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { textOf } from '../conversions';
import { EvaluationLimitError } from '../evaluation-limit-error';
import { sqlFunction } from './sql-function';
import type { FunctionContext, SqlFunction } from './sql-function';

/** A regular expression that Java may know and this engine does not. */
export class RegularExpressionError extends Error {
  override readonly name = 'RegularExpressionError';
}

/** Programs that are larger take long to make. */
const largestProgram = 100_000;
const mostCount = 1_000;
const longestResult = 16_000_000;
/**
 * The time that a match takes grows with the product of program and text. In a replacement, each match can look at all
 * the rest of the text: its time grows with the square of the text. All steps of a message take some seconds.
 */
const workOfAStep = { matching: 50, replacing: 700 };
/** Steps that the making of a program takes, for each character, and more for each `\p{…}`, which is a large table. */
const workOfReading = { character: 8, property: 200 };

/** Faults that make a pattern none in any dialect; others may be what only Java knows: look-around, `a++`, `\1`. */
const plainFaults = ['missing', 'trailing', 'unexpected', 'invalid character class range'];

/**
 * Compiles a pattern for RE2, whose matches take linear time: a backtracking engine would let a device stop the
 * broker. Undefined for a pattern that is none.
 * @throws RegularExpressionError for what this engine cannot do
 */
function compiled(pattern: string, spend: FunctionContext['spend']): RE2JS | undefined {
  const largest = pattern.length * countsOf(pattern);
  if (largest > largestProgram) {
    throw new RegularExpressionError('the regular expression is too long, or repeats too often.');
  }
  spend(largest * workOfReading.character + pattern.split(/\\p/i).length * workOfReading.property);
  if (/\[[^\]]*&&/.test(pattern)) {
    throw new RegularExpressionError('&& in a class of a regular expression is not supported.');
  }
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) {
      throw error;
    }
    const fault = error.getDescription();
    if (plainFaults.some((beginning) => fault.startsWith(beginning))) {
      return undefined;
    }
    throw new RegularExpressionError(
      `the regular expression is not supported (${fault}); there are no look-around, back references and possessive ` +
        'quantifiers.',
    );
  }
}

/** How often its counts, such as `{2,5}`, can repeat a part at most. RE2 refuses more than 1,000. */
function countsOf(pattern: string): number {
  let product = 1;
  for (const [, least = '1', most = least] of pattern.matchAll(/\{(\d{1,9})(?:,(\d{1,9}))?/g)) {
    product = Math.min(product * Math.max(Number(least), Number(most), 1), mostCount);
  }
  return product;
}

interface Match {
  readonly text: string;
  readonly pattern: RE2JS;
  /** Empty for functions that have none. */
  readonly replacement: string;
}

/** A function of a text and a pattern; Undefined where either of them is none. */
function matching(
  signature: string,
  evaluate: (match: Match, spend: FunctionContext['spend']) => unknown,
  guess: string,
): SqlFunction {
  return sqlFunction(
    signature,
    (args, { spend }) => {
      const [text, pattern, replacement = ''] = args.flatMap((argument) => textOf(argument) ?? []);
      if (text === undefined || pattern === undefined || args.map(textOf).includes(undefined)) {
        return undefined;
      }
      const expression = compiled(pattern, spend);
      if (!expression) {
        return undefined;
      }
      spend((expression.programSize() * text.length) / workOfAStep.matching);
      return evaluate({ text, pattern: expression, replacement }, spend);
    },
    { check: checkPattern, guess },
  );
}

function checkPattern([, pattern]: readonly unknown[]): string | undefined {
  try {
    if (typeof pattern === 'string') {
      compiled(pattern, () => undefined);
    }
    return undefined;
  } catch (error) {
    if (error instanceof RegularExpressionError) {
      return error.message;
    }
    throw error;
  }
}

function firstMatch({ text, pattern }: Match): string | undefined {
  const matcher = pattern.matcher(text);
  return matcher.find() ? (matcher.group() ?? undefined) : undefined;
}

/** `$1` is the first group, as in Java. A replacement that is none makes the result Undefined. */
function allReplaced(
  { text, pattern, replacement }: Match,
  spend: FunctionContext['spend'],
): string | undefined {
  spend((pattern.programSize() * text.length ** 2) / workOfAStep.replacing);
  if ((text.length + 1) * replacement.length > longestResult) {
    throw new EvaluationLimitError(
      `regexp_replace() could make a text of more than ${longestResult} characters.`,
    );
  }
  try {
    return pattern.matcher(text).replaceAll(replacement, true);
  } catch (error) {
    if (error instanceof RE2JSException) {
      return undefined;
    }
    throw error;
  }
}

const dialect = 'the dialect is that of RE2; a pattern that Java knows and RE2 does not is refused';

export const regularExpressionFunctions: readonly SqlFunction[] = [
  matching('regexp_matches(String, String)', ({ text, pattern }) => pattern.matcher(text).find(), dialect),
  matching('regexp_replace(String, String, String)', allReplaced, dialect),
  matching('regexp_substr(String, String)', firstMatch, `${dialect}; without a match it is Undefined`),
];
