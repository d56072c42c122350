import { MathError } from './math-error';

export interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'text';
  readonly text: string;
}

/** API reference, MetricDataQuery: the longest expression. */
const longestExpression = 2_048;
const pattern =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(&&|\|\||[=!<>]=|[-+*/^(),<>[\]])|("[^"]*"|'[^']*'))/uy;

/** @throws MathError for a sign that no expression has */
export function tokensOf(expression: string): Token[] {
  if (expression.length > longestExpression) {
    throw new MathError(`it is longer than ${longestExpression} characters`);
  }
  const tokens: Token[] = [];
  const trimmed = expression.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const [, number, name, operator, quoted] = pattern.exec(trimmed) ?? [];
    if (number !== undefined) {
      tokens.push({ kind: 'number', text: number });
    } else if (name !== undefined) {
      tokens.push({ kind: 'name', text: name });
    } else if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
    } else if (quoted !== undefined) {
      tokens.push({ kind: 'text', text: quoted.slice(1, -1) });
    } else {
      throw new MathError(`it cannot be read from character ${at + 1} on`);
    }
  }
  return tokens;
}
