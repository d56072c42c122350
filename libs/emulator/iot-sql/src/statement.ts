import type { SqlFunction } from './functions/sql-function';
import type { SqlVersion } from './sql-version';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%';
export type Literal = string | number | boolean | null;
export type CastType = 'String' | 'Int' | 'Decimal' | 'Boolean';

/** What follows the first operand of a chain such as `a + b - c`. */
export interface Step<Operator> {
  readonly operator: Operator;
  readonly operand: Expression;
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  /** `*`: the whole payload. */
  | { readonly kind: 'payload' }
  | { readonly kind: 'path'; readonly keys: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly keys: readonly string[] }
  | { readonly kind: 'call'; readonly called: SqlFunction; readonly args: readonly Expression[] }
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: CastType }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'arithmetic';
      readonly first: Expression;
      readonly steps: readonly Step<Arithmetic>[];
    }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'in'; readonly value: Expression; readonly choices: readonly Expression[] }
  | {
      readonly kind: 'case';
      readonly value: Expression;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Expression])[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'query'; readonly query: NestedQuery };

/** An element of the SELECT list: everything in the payload, or one value under a key; `AS a.b` has two keys. */
export type Selection =
  | { readonly kind: 'everything' }
  | { readonly kind: 'value'; readonly keys: readonly string[]; readonly value: Expression };

/** `SELECT VALUE …`, or a list. */
export type SelectClause =
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'list'; readonly list: readonly Selection[] };

/** A SELECT in parentheses, over an array or an object (developer guide, iot-sql-nested-queries). */
export interface NestedQuery {
  readonly select: SelectClause;
  readonly from: Expression;
  readonly where: Expression | undefined;
}

/** What SET defines (developer guide, iot-sql-set). */
export interface Variable {
  readonly name: string;
  readonly value: Expression;
}

/** A parsed rule query statement (developer guide, iot-sql-reference). */
export interface Statement {
  readonly version: SqlVersion;
  readonly variables: readonly Variable[];
  readonly select: SelectClause;
  /** Absent: the rule is reached by Basic Ingest only. */
  readonly from: string | undefined;
  readonly where: Expression | undefined;
}
