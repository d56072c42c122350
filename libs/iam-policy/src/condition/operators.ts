import { literalText, operators as commonOperators } from '@fleet/policy-matching';
import { matchesArn, parseArnPattern } from '../arn-pattern';
import type { RequestContext } from '../context';
import { resolveTemplate } from '../template';
import type { Template, TemplateSyntax } from '../template';

/** A condition operator: compares a value of the request with a value of the policy. */
export interface Operator {
  /** What has a meaning in the values of the policy. */
  readonly syntax: TemplateSyntax;
  /** A negated operator holds when no value of the policy matches, and when the key is missing. */
  readonly negated: boolean;
  readonly matches: (actual: string, expected: Template, context: RequestContext) => boolean;
}

/** String, ARN and Boolean operators have policy variables (user guide, "Condition operators"). */
const hasVariables = /^(?:String|Bool)/;

const common: (readonly [string, Operator])[] = Object.entries(commonOperators).map(([name, operator]) => [
  name,
  {
    syntax: { wildcards: operator.wildcards, variables: hasVariables.test(name) },
    negated: operator.negated,
    matches: (actual, expected, context) => {
      const units = resolveTemplate(expected, context);
      return units !== undefined && operator.matches(actual, units);
    },
  },
]);

const binaryEquals: Operator = {
  syntax: { wildcards: false, variables: false },
  negated: false,
  matches: (actual, expected) => {
    const text = literalText(expected.filter((part) => typeof part !== 'object'));
    const [one, other] = [decodeBase64(actual), decodeBase64(text)];
    return one !== undefined && other !== undefined && one.equals(other);
  },
};

const arnLike: Operator = {
  syntax: { wildcards: true, variables: true },
  negated: false,
  matches: (actual, expected, context) => matchesArn(parseArnPattern(expected), actual, context),
};
const arnNotLike = { ...arnLike, negated: true };

/** The operators by their names. ArnEquals and ArnLike are the same (user guide, "ARN condition operators"). */
const operators: ReadonlyMap<string, Operator> = new Map([
  ...common,
  ['BinaryEquals', binaryEquals],
  ['ArnEquals', arnLike],
  ['ArnLike', arnLike],
  ['ArnNotEquals', arnNotLike],
  ['ArnNotLike', arnNotLike],
]);

/** The operator of this name, without a qualifier and without `IfExists`. */
export function operatorNamed(name: string): Operator | undefined {
  return operators.get(name);
}

function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
