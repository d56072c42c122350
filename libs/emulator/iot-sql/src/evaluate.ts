import { isDeepStrictEqual } from 'node:util';
import type { Comparison, Expression, Selection, Statement } from './statement';

/** A message as a rule sees it. */
export interface RuleInput {
  readonly topic: string;
  /** The parsed JSON payload; undefined when the payload is not JSON. */
  readonly payload: unknown;
  /** The certificate id of the publisher; undefined when no device published. */
  readonly principal: string | undefined;
  readonly clientId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** What the rule's actions get: a JSON value, or the message's own bytes (`SELECT *` of what is not JSON). */
export type RuleOutput =
  { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'original-payload' };

/** Undefined when the WHERE clause is not true. A value that does not exist is left out of the result. */
export function evaluate(statement: Statement, input: RuleInput): RuleOutput | undefined {
  if (statement.where && truthOf(valueOf(statement.where, input)) !== true) {
    return undefined;
  }
  const [only, ...others] = statement.select;
  if (only?.kind === 'everything' && others.length === 0) {
    return input.payload === undefined
      ? { kind: 'original-payload' }
      : { kind: 'json', value: input.payload };
  }
  const entries = statement.select.flatMap((selection) => entriesOf(selection, input));
  // fromEntries defines properties: a key such as __proto__ is data like any other.
  return { kind: 'json', value: Object.fromEntries(entries) };
}

function entriesOf(selection: Selection, input: RuleInput): [string, unknown][] {
  if (selection.kind === 'everything') {
    return isObject(input.payload) ? Object.entries(input.payload) : [];
  }
  const value = valueOf(selection.value, input);
  return value === undefined ? [] : [[selection.key, value]];
}

function valueOf(expression: Expression, input: RuleInput): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return valueAt(expression.keys, input.payload);
    case 'call':
      return resultOf(expression, input);
    case 'not': {
      const operand = truthOf(valueOf(expression.operand, input));
      return operand === undefined ? undefined : !operand;
    }
    case 'and':
    case 'or': {
      const left = truthOf(valueOf(expression.left, input));
      const right = truthOf(valueOf(expression.right, input));
      if (left === undefined || right === undefined) {
        return undefined;
      }
      return expression.kind === 'and' ? left && right : left || right;
    }
    case 'comparison':
      return compare(expression.operator, valueOf(expression.left, input), valueOf(expression.right, input));
    case 'in': {
      const value = valueOf(expression.value, input);
      return expression.choices.some((choice) => compare('=', value, valueOf(choice, input)) === true);
    }
  }
}

function resultOf(call: Extract<Expression, { kind: 'call' }>, input: RuleInput): unknown {
  switch (call.name) {
    case 'principal':
      return input.principal;
    case 'clientid':
      return input.clientId ?? 'n/a';
    case 'timestamp':
      return input.timestamp;
    case 'topic': {
      const [position] = call.args;
      if (!position) {
        return input.topic;
      }
      const level = decimalOf(valueOf(position, input));
      return level === undefined ? undefined : input.topic.split('/')[level - 1];
    }
  }
}

function valueAt(keys: readonly string[], payload: unknown): unknown {
  let value = payload;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = value[key];
  }
  return value;
}

/** Developer guide, iot-sql-operators: comparisons of order need decimals; what cannot be one is Undefined. */
function compare(operator: Comparison, left: unknown, right: unknown): boolean | undefined {
  if (left === undefined || right === undefined) {
    return undefined;
  }
  if (operator === '=') {
    return areEqual(left, right);
  }
  if (operator === '<>') {
    return !areEqual(left, right);
  }
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a === undefined || b === undefined) {
    return undefined;
  }
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** Numbers by value, as 0 is -0; all else by type and content. */
function areEqual(left: unknown, right: unknown): boolean {
  return left === right || isDeepStrictEqual(left, right);
}

function decimalOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  if (typeof value !== 'string' || value.trim() === '') {
    return undefined;
  }
  const decimal = Number(value);
  return Number.isFinite(decimal) ? decimal : undefined;
}

/** A boolean, or a string that reads as one; anything else is Undefined. */
function truthOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') {
    return value;
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
