export type FunctionName = 'principal' | 'clientid' | 'topic' | 'timestamp';
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Literal = string | number | boolean | null;

export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'path'; readonly keys: readonly string[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'in'; readonly value: Expression; readonly choices: readonly Expression[] };

/** An element of the SELECT list: everything in the payload, or one value under a key. */
export type Selection =
  | { readonly kind: 'everything' }
  | { readonly kind: 'value'; readonly key: string; readonly value: Expression };

/** A parsed rule query statement (developer guide, iot-sql-reference). */
export interface Statement {
  readonly select: readonly Selection[];
  /** Absent: the rule is reached by Basic Ingest only. */
  readonly from: string | undefined;
  readonly where: Expression | undefined;
}
