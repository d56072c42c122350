/** A fleet index query (developer guide, query-syntax and example-queries). */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Query[] }
  | { readonly kind: 'not'; readonly operand: Query }
  | Term;

export interface Term {
  readonly kind: 'term';
  /** Case sensitive; absent: any field of registry, shadow and Device Defender. */
  readonly field: string | undefined;
  readonly test: ValueTest;
}

/** What one value of the field must be. */
export type ValueTest =
  /** `field:*`: the field has any value. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'equals'; readonly value: Literal }
  /** `ab*`, `a?c`: the whole value has this form. */
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  /** `[a TO b]`, `field<value`: within both ends; an absent end is open. */
  | { readonly kind: 'range'; readonly lower: Bound | undefined; readonly upper: Bound | undefined };

export interface Literal {
  /** Without escapes and quotes. */
  readonly text: string;
  /** Where the text is a number to the index. */
  readonly number: number | undefined;
}

export interface Bound extends Literal {
  readonly inclusive: boolean;
}

export type Pattern = readonly PatternPart[];

export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `?` */
  | { readonly kind: 'one-character' }
  /** `*` */
  | { readonly kind: 'any-characters' };
