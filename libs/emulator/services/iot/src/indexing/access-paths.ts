import type { Query } from '@fleet/fleet-index-query';
import type { CandidateSource } from './candidate-source';
import { allThings } from './candidate-source';
import type { ConditionContext } from './query-condition';
import { queryCondition } from './query-condition';
import type { Sql } from './sql-condition';
import { allOf, noneOf, sql } from './sql-condition';
import { termSources } from './term-sources';

/** One step of a path: a source, and the condition on `thing` for what it leads to that is not another step's. */
export interface AccessStep {
  readonly source: CandidateSource;
  readonly condition: Sql;
}

/** A way to come by all things that a query finds, without looking at every thing of the registry. */
export interface AccessPath {
  /** How few things it is likely to lead to; see `TermSources`. */
  readonly rank: number;
  readonly steps: readonly AccessStep[];
}

/**
 * The ways to a query's things, in an order that depends on the query alone: what narrows it as one of several terms
 * that must all be true, or several such terms of which one must be. Where nothing does, the way is over every thing.
 */
export function accessPaths(query: Query, context: ConditionContext): readonly [AccessPath, ...AccessPath[]] {
  const [first, ...others] = narrowingPaths(query, context);
  if (first) {
    return [first, ...others];
  }
  return [{ rank: 5, steps: [{ source: allThings, condition: sql('TRUE') }] }];
}

function narrowingPaths(query: Query, context: ConditionContext): readonly AccessPath[] {
  switch (query.kind) {
    case 'and':
      return query.operands.flatMap((operand) => narrowingPaths(operand, context));
    case 'or':
      return alternativePaths(query.operands, context);
    case 'not':
      return [];
    case 'term': {
      const found = termSources(query, context);
      if (!found) {
        return [];
      }
      return [
        { rank: found.rank, steps: found.sources.map((source) => ({ source, condition: sql('TRUE') })) },
      ];
    }
  }
}

/**
 * One alternative after the other. What several of them find belongs to the first of these; a source that holds more
 * than its alternative finds must not answer the rest, either.
 */
function alternativePaths(operands: readonly Query[], context: ConditionContext): readonly AccessPath[] {
  const conditions = operands.map((operand) => queryCondition(operand, context));
  const steps: AccessStep[] = [];
  let rank = 0;
  for (const [index, operand] of operands.entries()) {
    const best = bestByRank(narrowingPaths(operand, context));
    if (!best) {
      return [];
    }
    const ownOnly = allOf([...conditions.slice(index, index + 1), noneOf(conditions.slice(0, index))]);
    steps.push(
      ...best.steps.map(({ source, condition }) => ({ source, condition: allOf([condition, ownOnly]) })),
    );
    rank = Math.max(rank, best.rank);
  }
  return [{ rank, steps }];
}

export function bestByRank(paths: readonly AccessPath[]): AccessPath | undefined {
  return paths.reduce<AccessPath | undefined>(
    (best, path) => (best === undefined || path.rank < best.rank ? path : best),
    undefined,
  );
}
