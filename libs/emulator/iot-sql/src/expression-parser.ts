import { deeper, parseInner, parseList } from './parsing';
import type { Parsing } from './parsing';
import type { Arithmetic, Comparison, Expression, Step } from './statement';
import { parseValue } from './value-parser';

const comparisons = ['=', '<>', '<=', '>=', '<', '>'] as const satisfies readonly Comparison[];
const sums = ['+', '-'] as const satisfies readonly Arithmetic[];
const products = ['*', '/', '%'] as const satisfies readonly Arithmetic[];

/**
 * Parses one expression, by precedence: OR, AND, NOT, comparison and IN, sums, products, value.
 * @throws SqlParseException
 */
export function parseExpression(parsing: Parsing): Expression {
  return parseLogic(parsing, 'OR', 'or', () =>
    parseLogic(parsing, 'AND', 'and', () => parseNegation(parsing)),
  );
}

/** A chain is one node, however long it is: no later walk over it runs out of stack. */
function parseLogic(
  { stream }: Parsing,
  word: string,
  kind: 'and' | 'or',
  parseOperand: () => Expression,
): Expression {
  const first = parseOperand();
  const operands = [first];
  while (stream.accept(word)) {
    operands.push(parseOperand());
  }
  return operands.length === 1 ? first : { kind, operands };
}

function parseNegation(parsing: Parsing): Expression {
  return parsing.stream.accept('NOT')
    ? { kind: 'not', operand: parseNegation(deeper(parsing)) }
    : parseComparison(parsing);
}

function parseComparison(parsing: Parsing): Expression {
  const { stream } = parsing;
  const left = parseSum(parsing);
  const operator = comparisons.find((symbol) => stream.accept(symbol));
  if (operator) {
    return { kind: 'comparison', operator, left, right: parseSum(parsing) };
  }
  if (stream.accept('IN')) {
    stream.expect('(');
    return { kind: 'in', value: left, choices: parseList(parsing, ')', () => parseInner(parsing)) };
  }
  return left;
}

function parseSum(parsing: Parsing): Expression {
  return parseArithmetic(parsing, sums, () => parseArithmetic(parsing, products, () => parseValue(parsing)));
}

function parseArithmetic(
  { stream }: Parsing,
  operators: readonly Arithmetic[],
  parseOperand: () => Expression,
): Expression {
  const first = parseOperand();
  const steps: Step<Arithmetic>[] = [];
  const next = (): Arithmetic | undefined => operators.find((symbol) => stream.accept(symbol));
  for (let operator = next(); operator !== undefined; operator = next()) {
    steps.push({ operator, operand: parseOperand() });
  }
  return steps.length === 0 ? first : { kind: 'arithmetic', first, steps };
}
