import { intOf, textOf } from '../conversions';
import { EvaluationLimitError } from '../evaluation-limit-error';
import { sqlFunction } from './sql-function';
import type { SqlFunction } from './sql-function';

const later = { since: '2016-03-23' } as const;
const asciiCodes = 128;
const longestText = 1024 * 1024;

/** A function of Strings; an argument that cannot be converted to one makes the result Undefined. */
function ofTexts(
  signature: string,
  compute: (...texts: readonly string[]) => unknown,
  details: Parameters<typeof sqlFunction>[2] = {},
): SqlFunction {
  const evaluate = (args: readonly unknown[]): unknown => {
    const texts = args.flatMap((argument) => textOf(argument) ?? []);
    return texts.length < args.length ? undefined : compute(...texts);
  };
  return sqlFunction(signature, evaluate, details);
}

function character([argument]: readonly unknown[]): string | undefined {
  const code = intOf(argument);
  return code === undefined || code < 0 || code >= asciiCodes ? undefined : String.fromCharCode(code);
}

/** The guide's table returns a single argument as it is, its example `concat(1)` = "1" as a String. */
function concatenated(args: readonly unknown[]): unknown {
  if (args.length === 1) {
    const [only] = args;
    return typeof only === 'number' ? textOf(only) : only;
  }
  if (args.includes(undefined)) {
    return undefined;
  }
  if (args.some((argument) => Array.isArray(argument))) {
    return args.flat();
  }
  const texts = args.flatMap((argument) => textOf(argument) ?? []);
  if (!args.some((argument) => typeof argument === 'string') || texts.length < args.length) {
    return undefined;
  }
  checkLength(texts.reduce((sum, text) => sum + text.length, 0));
  return texts.join('');
}

function padding(name: 'lpad' | 'rpad'): SqlFunction {
  return sqlFunction(`${name}(String, Int)`, ([value, count]) => {
    const [text, spaces] = [textOf(value), intOf(count)];
    if (text === undefined || spaces === undefined) {
      return undefined;
    }
    const pad = ' '.repeat(Math.min(Math.max(spaces, 0), 1000));
    return name === 'lpad' ? pad + text : text + pad;
  });
}

/** Loops, as a regular expression for the end of a text takes the square of its blanks. */
function leftTrimmed(text = ''): string {
  let start = 0;
  while (text[start] === ' ' || text[start] === '\t') {
    start++;
  }
  return text.slice(start);
}

function rightTrimmed(text = ''): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') {
    end--;
  }
  return text.slice(0, end);
}

function replaced(text = '', searched = '', replacement = ''): string {
  const found = text.split(searched).length - 1;
  checkLength(text.length + found * (replacement.length - searched.length));
  return text.replaceAll(searched, () => replacement);
}

/** @throws EvaluationLimitError before a text is made that fills the memory */
function checkLength(length: number): void {
  if (length > longestText) {
    throw new EvaluationLimitError(`A text would have more than ${longestText} characters.`);
  }
}

/** Indices outside of the text are its ends; the second one is exclusive. */
function part([value, ...indices]: readonly unknown[]): string | undefined {
  const text = textOf(value);
  const [start, end = Infinity] = indices.map(intOf);
  if (text === undefined || start === undefined || indices.map(intOf).includes(undefined)) {
    return undefined;
  }
  const first = Math.max(start, 0);
  return first >= end ? '' : text.slice(first, Math.max(end, 0));
}

export const textFunctions: readonly SqlFunction[] = [
  sqlFunction('chr(Int)', character, { guess: 'ASCII ends with 127' }),
  sqlFunction('concat(AnyValue…)', concatenated, {
    guess:
      "a single number becomes a String, as in the guide's example; arguments without a String or an Array among " +
      'them, or with Undefined, make it Undefined',
  }),
  ofTexts('endswith(String, String)', (text = '', end = '') => text.endsWith(end)),
  ofTexts('indexof(String, String)', (text = '', searched = '') => text.indexOf(searched), {
    ...later,
    guess: 'it is -1 if there is none',
  }),
  ofTexts('length(String)', (text = '') => text.length, {
    ...later,
    guess: 'characters are units of UTF-16, as in Java',
  }),
  ofTexts('lower(String)', (text = '') => text.toLowerCase()),
  padding('lpad'),
  ofTexts('ltrim(String)', leftTrimmed),
  ofTexts('numbytes(String)', (text = '') => Buffer.byteLength(text), later),
  ofTexts('replace(String, String, String)', replaced),
  padding('rpad'),
  ofTexts('rtrim(String)', rightTrimmed),
  ofTexts('startswith(String, String)', (text = '', start = '') => text.startsWith(start)),
  sqlFunction('substring(String, Int[, Int])', part),
  ofTexts('trim(String)', (text = '') => text.trim()),
  ofTexts('upper(String)', (text = '') => text.toUpperCase()),
];
