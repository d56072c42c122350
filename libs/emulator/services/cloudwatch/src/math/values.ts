import type { Series } from '../metrics/series';

/** What an expression amounts to: a number, a series of numbers, several series, or a word that a function knows. */
export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly points: Series<number> }
  | { readonly kind: 'list'; readonly series: readonly Series<number>[] }
  | { readonly kind: 'text'; readonly text: string };

/** What an expression is worked out over. */
export interface MathGround {
  /** The beginnings of all periods, in order. */
  readonly times: readonly number[];
  /** Seconds. */
  readonly period: number;
  /** Metrics and other expressions, by their ids. @throws MathError for an id that there is not */
  readonly resolve: (id: string) => MathValue;
  /** All metrics of the request whose ids contain a text. */
  readonly metrics: (containing: string) => readonly Series<number>[];
}

export function scalar(value: number): MathValue {
  return { kind: 'scalar', value };
}

/** Leaves out what is no number: there is no data then. */
export function series(points: Iterable<readonly [number, number]>): MathValue {
  return { kind: 'series', points: new Map([...points].filter(([, value]) => Number.isFinite(value))) };
}
