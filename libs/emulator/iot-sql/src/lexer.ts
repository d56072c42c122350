import { SqlParseException } from './sql-parse-error';

export type Token = { readonly text: string; readonly at: number } & (
  | { readonly kind: 'word' | 'symbol' }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'end' }
);

const pattern =
  /(?<space>\s+)|(?<string>'(?:[^']|'')*'|"[^"]*")|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<symbol><>|<=|>=|[=<>(),.*-])/y;

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
  if (groups['string'] !== undefined) {
    return { kind: 'string', text, at, value: text.slice(1, -1).replaceAll("''", "'") };
  }
  if (groups['number'] !== undefined) {
    return { kind: 'number', text, at, value: Number(text) };
  }
  return { kind: groups['word'] === undefined ? 'symbol' : 'word', text, at };
}
