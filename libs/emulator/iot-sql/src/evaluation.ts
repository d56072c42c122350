import type { Effort } from './effort';
import type { RuleInput } from './rule-input';
import type { SqlVersion } from './sql-version';

/** What is around an expression when its value is asked for. */
export interface Evaluation {
  readonly input: RuleInput;
  readonly version: SqlVersion;
  readonly effort: Effort;
  readonly variables: ReadonlyMap<string, unknown>;
  /** What paths and `*` are read from: the payload, or the element of a nested query. */
  readonly scope: unknown;
  readonly isNested: boolean;
}
