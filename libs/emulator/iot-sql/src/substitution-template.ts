import { parseExpression } from './expression-parser';
import { parseInner } from './parsing';
import { SqlParseException } from './sql-parse-error';
import type { Expression, Statement } from './statement';
import { TokenStream } from './token-stream';

/** A text in which `${expression}` stands for a value (developer guide, iot-substitution-templates). */
export type Template = readonly TemplatePart[];

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string; readonly expression: Expression };

/**
 * Reads a field of an action. Its expressions see the message and the variables of the statement, not its aliases.
 * @throws SqlParseException
 */
export function parseTemplate(
  field: string,
  { version, variables }: Pick<Statement, 'version' | 'variables'>,
): Template {
  const names = new Set(variables.map(({ name }) => name));
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let start = field.indexOf('${'); start >= 0; start = field.indexOf('${', at)) {
    parts.push({ kind: 'text', text: field.slice(at, start) });
    const end = endOfExpression(field, start + 2);
    const source = field.slice(start + 2, end);
    const stream = new TokenStream(source);
    const parsing = { stream, version, variables: names, depth: 0, expression: parseExpression };
    const expression = parseInner(parsing);
    stream.expectEnd();
    parts.push({ kind: 'expression', source, expression });
    at = end + 1;
  }
  return [...parts, { kind: 'text', text: field.slice(at) }];
}

/** The place of the brace that ends the expression: strings and object literals can have others. */
function endOfExpression(field: string, start: number): number {
  let depth = 0;
  let quote: string | undefined;
  for (let at = start; at < field.length; at++) {
    const character = field.charAt(at);
    if (quote !== undefined) {
      quote = character === quote ? undefined : quote;
    } else if (character === "'" || character === '"') {
      quote = character;
    } else if (character === '{') {
      depth++;
    } else if (character === '}' && depth-- === 0) {
      return at;
    }
  }
  throw new SqlParseException(`The substitution template ${field.slice(start - 2)} has no end.`);
}
