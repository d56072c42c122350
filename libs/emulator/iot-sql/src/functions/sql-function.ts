import type { RuleInput } from '../rule-input';
import type { SqlVersion } from '../sql-version';

/** What a function is given besides its arguments. */
export interface FunctionContext {
  readonly input: RuleInput;
  readonly version: SqlVersion;
  /**
   * Takes steps of what the evaluation may cost, beside those for arguments and result.
   * @throws EvaluationLimitError
   */
  readonly spend: (steps: number) => void;
}

export interface SqlFunction {
  readonly name: string;
  /** As the developer guide writes it: `substring(String, Int[, Int])`. */
  readonly signature: string;
  /** Number of arguments; a call with another one is Undefined. */
  readonly least: number;
  readonly most: number;
  /** The version of SQL that a rule needs for it. */
  readonly since: SqlVersion;
  /** What of it is no more than a guess; everything else is as the guide documents it. */
  readonly guess?: string;
  /** Gets bytes for the argument `*`, whether the payload is JSON or not. */
  readonly takesBytes?: boolean;
  /**
   * Looks at the arguments when a rule is made: literals by their values, all others undefined. Says what is wrong.
   */
  readonly check?: (literals: readonly unknown[]) => string | undefined;
  readonly evaluate: (args: readonly unknown[], context: FunctionContext) => unknown;
}

type Details = Partial<Pick<SqlFunction, 'since' | 'guess' | 'takesBytes' | 'check'>>;

/** A function by its signature, which says how many arguments there are: those in brackets can be left out. */
export function sqlFunction(
  signature: string,
  evaluate: SqlFunction['evaluate'],
  details: Details = {},
): SqlFunction {
  const [name = signature, list = ''] = signature.replace(/\)$/, '').split('(');
  const [needed = ''] = list.split('[');
  const least = countOf(needed);
  const most = list.endsWith('…') ? Infinity : countOf(list.replaceAll(/[[\]]/g, ''));
  return {
    name,
    signature,
    least: list.endsWith('…') ? 0 : least,
    most,
    since: '2015-10-08',
    ...details,
    evaluate,
  };
}

function countOf(parameters: string): number {
  return parameters.split(',').filter((parameter) => parameter.trim() !== '').length;
}
