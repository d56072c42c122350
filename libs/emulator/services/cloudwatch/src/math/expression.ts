import { MathError } from './math-error';
import { tokensOf } from './tokens';
import type { Token } from './tokens';

/** An expression of metric math, read. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negation'; readonly of: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** From those that bind least to those that bind most; `^` binds to the right. */
const levels: readonly (readonly string[])[] = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['==', '!=', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
];
/** So that no expression can exhaust the stack. */
const deepest = 50;

/** @throws MathError */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  const expression = parser.level(0, 0);
  parser.end();
  return expression;
}

class Parser {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  level(index: number, depth: number): Expression {
    const operators = levels[index];
    if (depth > deepest) {
      throw new MathError('it is nested too deeply');
    }
    if (operators === undefined) {
      return this.power(depth);
    }
    let left = this.level(index + 1, depth);
    for (let operator = this.take(operators); operator !== undefined; operator = this.take(operators)) {
      left = { kind: 'operation', operator, left, right: this.level(index + 1, depth) };
    }
    return left;
  }

  end(): void {
    const rest = this.tokens[this.next];
    if (rest !== undefined) {
      throw new MathError(`"${rest.text}" is not expected there`);
    }
  }

  private power(depth: number): Expression {
    if (depth > deepest) {
      throw new MathError('it is nested too deeply');
    }
    if (this.take(['-']) !== undefined) {
      return { kind: 'negation', of: this.power(depth + 1) };
    }
    const left = this.operand(depth);
    const operator = this.take(['^']);
    return operator === undefined
      ? left
      : { kind: 'operation', operator, left, right: this.power(depth + 1) };
  }

  private operand(depth: number): Expression {
    const token = this.tokens[this.next];
    this.next += 1;
    switch (token?.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) };
      case 'text':
        return { kind: 'text', text: token.text };
      case 'name':
        return this.take(['(']) === undefined
          ? { kind: 'reference', id: token.text }
          : { kind: 'call', name: token.text, args: this.items(')', depth + 1) };
      case 'operator':
        return this.bracketed(token.text, depth + 1);
      case undefined:
        throw new MathError('it ends too soon');
    }
  }

  private bracketed(opening: string, depth: number): Expression {
    if (opening === '[') {
      return { kind: 'list', items: this.items(']', depth) };
    }
    if (opening !== '(') {
      throw new MathError(`"${opening}" is not expected there`);
    }
    const inner = this.level(0, depth);
    this.expect(')');
    return inner;
  }

  private items(closing: string, depth: number): Expression[] {
    const items: Expression[] = [];
    if (this.take([closing]) !== undefined) {
      return items;
    }
    do {
      items.push(this.level(0, depth));
    } while (this.take([',']) !== undefined);
    this.expect(closing);
    return items;
  }

  private take(texts: readonly string[]): string | undefined {
    const token = this.tokens[this.next];
    if (
      token === undefined ||
      (token.kind !== 'operator' && token.kind !== 'name') ||
      !texts.includes(token.text)
    ) {
      return undefined;
    }
    this.next += 1;
    return token.text;
  }

  private expect(text: string): void {
    if (this.take([text]) === undefined) {
      throw new MathError(`"${text}" is missing`);
    }
  }
}
