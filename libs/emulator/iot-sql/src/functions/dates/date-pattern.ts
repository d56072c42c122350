/** A part of a date pattern: a text as it is, or a letter that stands for a field. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number };

/** A pattern that is none, or has a part that is not supported. */
export class DatePatternError extends Error {
  override readonly name = 'DatePatternError';
}

const longestPattern = 256;
const parts = /(?<quoted>'(?:[^']|'')*')|(?<letters>([A-Za-z])\3*)|(?<text>[^A-Za-z'])/y;

/** What the characters of a pattern can stand for. */
export interface PatternAlphabet {
  readonly letters: string;
  /** Characters that mean something that is not supported. */
  readonly reserved: string;
}

/**
 * Reads what the patterns of Joda-Time and of Java have in common: letters that repeat are a field, texts in single
 * quotes and all other characters are themselves, and `''` is a quote.
 * @throws DatePatternError
 */
export function parseDatePattern(pattern: string, alphabet: PatternAlphabet): PatternPart[] {
  if (pattern.length > longestPattern) {
    throw new DatePatternError(`a date pattern has at most ${longestPattern} characters.`);
  }
  const found: PatternPart[] = [];
  for (let at = 0; at < pattern.length;) {
    parts.lastIndex = at;
    const match = parts.exec(pattern);
    const [text = pattern.charAt(at)] = match ?? [];
    found.push(partFrom(text, match?.groups ?? {}, alphabet));
    at += text.length;
  }
  return found;
}

function partFrom(
  text: string,
  groups: Record<string, string | undefined>,
  { letters, reserved }: PatternAlphabet,
): PatternPart {
  if (groups['quoted'] !== undefined) {
    return { kind: 'text', text: text === "''" ? "'" : text.slice(1, -1).replaceAll("''", "'") };
  }
  if (groups['text'] !== undefined && !reserved.includes(text)) {
    return { kind: 'text', text };
  }
  const letter = text.charAt(0);
  if (groups['letters'] === undefined || !letters.includes(letter)) {
    throw new DatePatternError(`${letter} is not supported in a date pattern.`);
  }
  return { kind: 'field', letter, count: text.length };
}
