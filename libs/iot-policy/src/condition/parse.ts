import * as z from 'zod';
import { isOperatorName, operators } from '@fleet/policy-matching';
import type { Operator } from '@fleet/policy-matching';
import { normalizeKey } from '../context';
import { PolicyDocumentError } from '../document-error';
import { parsePattern } from '../pattern';
import type { Pattern } from '../pattern';

/** How a key with several values is treated. */
export type SetQualifier = 'ForAllValues' | 'ForAnyValue';

/** One operator over one key. */
export interface Condition {
  readonly key: string;
  readonly operator: Operator | 'Null';
  readonly qualifier: SetQualifier | undefined;
  readonly ifExists: boolean;
  readonly values: readonly Pattern[];
}

const valueSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const valuesSchema = z.union([valueSchema.transform((value) => [value]), z.array(valueSchema).min(1)]);
const keysSchema = z.record(z.string(), z.unknown());

const operatorPattern = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Reads a Condition block; all of its conditions have to hold.
 * @throws PolicyDocumentError naming the path at fault.
 */
export function parseConditions(block: Readonly<Record<string, unknown>>, path: string): Condition[] {
  return Object.entries(block).flatMap(([name, keys]) => {
    const operator = parseOperator(name, `${path}.${name}`);
    const byKey = keysSchema.safeParse(keys);
    if (!byKey.success) {
      throw new PolicyDocumentError(`${path}.${name}`, 'must map context keys to values');
    }
    return Object.entries(byKey.data).map(([key, values]) => ({
      ...operator,
      key: normalizeKey(key),
      values: parseValues(operator, values, `${path}.${name}.${key}`),
    }));
  });
}

function parseOperator(name: string, path: string): Omit<Condition, 'key' | 'values'> {
  const [, set, base, ifExists] = operatorPattern.exec(name) ?? [];
  const qualifier = set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined;
  if (base === 'Null' && qualifier === undefined && ifExists === undefined) {
    return { operator: 'Null', qualifier: undefined, ifExists: false };
  }
  if (base === undefined || !isOperatorName(base)) {
    throw new PolicyDocumentError(path, 'is not a condition operator of AWS IoT policies');
  }
  return { operator: operators[base], qualifier, ifExists: ifExists !== undefined };
}

function parseValues({ operator }: Pick<Condition, 'operator'>, values: unknown, path: string): Pattern[] {
  const texts = valuesSchema.safeParse(values);
  if (!texts.success) {
    throw new PolicyDocumentError(path, 'must be a value or a list of values, at least one');
  }
  const reading = operator !== 'Null' && operator.wildcards ? 'wildcards' : 'literal';
  return texts.data.map((text) => parsePattern(text, path, reading));
}
