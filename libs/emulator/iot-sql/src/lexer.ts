import { SqlParseException } from './sql-parse-error';

export type Token = { readonly text: string; readonly at: number } & (
  | { readonly kind: 'word' | 'symbol' | 'variable' }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'end' }
);

const pattern =
  /(?<space>\s+)|(?<comment>--|\/\*)|(?<string>'(?:[^']|'')*'|"[^"]*")|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<variable>@\w{1,64}(?!\w))|(?<symbol><>|<=|>=|[=<>(),.:*/%+[\]{}-])/y;

/** @throws SqlParseException at the first character that begins no token */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (!match?.groups) {
      throw new SqlParseException(`Unexpected character ${sql.charAt(at)} at position ${at}.`);
    }
    const [text] = match;
    const token = tokenFrom(text, at, match.groups);
    if (token) {
      tokens.push(token);
    }
    at += text.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function tokenFrom(text: string, at: number, groups: Record<string, string | undefined>): Token | undefined {
  if (groups['space'] !== undefined) {
    return undefined;
  }
  if (groups['comment'] !== undefined) {
    throw new SqlParseException(`Comments are not supported (position ${at}).`);
  }
  if (groups['string'] !== undefined) {
    return { kind: 'string', text, at, value: stringValue(text, at) };
  }
  if (groups['number'] !== undefined) {
    return { kind: 'number', text, at, value: numberValue(text, at) };
  }
  if (groups['variable'] !== undefined) {
    return { kind: 'variable', text, at };
  }
  return { kind: groups['word'] === undefined ? 'symbol' : 'word', text, at };
}

/** The guide lists substitution templates among what SELECT supports, and shows none. */
function stringValue(text: string, at: number): string {
  if (text.includes('${')) {
    throw new SqlParseException(
      `Substitution templates in a statement are not supported (position ${at}); write the expression itself.`,
    );
  }
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text.slice(1, -1);
}

function numberValue(text: string, at: number): number {
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new SqlParseException(`The number ${text} is too large (position ${at}).`);
  }
  return value;
}
