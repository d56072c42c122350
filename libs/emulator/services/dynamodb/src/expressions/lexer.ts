/** A piece of an expression. Words keep their spelling; whether one is a keyword is the parser's affair. */
export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

/** The expression cannot be read; `expression` and what was expected come from the caller. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';
}

const tokenPattern =
  /\s*(?:(?<word>[a-zA-Z_][a-zA-Z0-9_]*)|(?<name>#[a-zA-Z0-9_]+)|(?<value>:[a-zA-Z0-9_]+)|(?<number>\d+)|(?<symbol><>|<=|>=|[=<>(),.[\]+-]))/y;

export const maximumExpressionBytes = 4096;

/** @throws ExpressionSyntaxError at a character that begins no token */
export function tokenise(expression: string): Token[] {
  const tokens: Token[] = [];
  const length = expression.trimEnd().length;
  let at = 0;
  while (at < length) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(expression);
    if (!match) {
      const token = expression.slice(at).trimStart().charAt(0);
      throw new ExpressionSyntaxError(
        `Syntax error; token: "${token}", near: "${expression.slice(at, at + 12)}"`,
      );
    }
    at = tokenPattern.lastIndex;
    tokens.push(tokenOf(match, at));
  }
  tokens.push({ kind: 'end', text: '<EOF>', at });
  return tokens;
}

const kinds = ['word', 'name', 'value', 'number', 'symbol'] as const;

function tokenOf(match: RegExpExecArray, end: number): Token {
  for (const kind of kinds) {
    const text = match.groups?.[kind];
    if (text !== undefined) {
      return { kind, text, at: end - text.length };
    }
  }
  throw new ExpressionSyntaxError(`Syntax error near position ${end}`);
}
