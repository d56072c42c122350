import * as z from 'zod';
import { PolicyDocumentError } from '../document-error';
import type { LanguageVersion } from '../document/policy-kind';
import { parseTemplate } from '../template';
import type { Template } from '../template';
import { operatorNamed } from './operators';
import type { Operator } from './operators';

/** How a key with several values is treated. */
export type SetQualifier = 'ForAllValues' | 'ForAnyValue';

/** A value that the policy compares with. */
export interface ExpectedValue {
  readonly text: string;
  readonly template: Template;
}

/** One operator over one key. */
export interface Condition {
  /** The operator as the policy writes it, such as `ForAnyValue:StringLikeIfExists`. */
  readonly name: string;
  readonly operator: Operator | 'Null';
  readonly qualifier: SetQualifier | undefined;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly ExpectedValue[];
}

const valueSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const valuesSchema = z.union([valueSchema.transform((value) => [value]), z.array(valueSchema).min(1)]);
const keysSchema = z.record(z.string(), z.unknown());

const operatorPattern = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Reads a Condition block; all of its conditions have to hold.
 * @throws PolicyDocumentError naming the path at fault.
 */
export function parseConditions(
  block: Readonly<Record<string, unknown>>,
  version: LanguageVersion,
  path: string,
): Condition[] {
  return Object.entries(block).flatMap(([name, keys]) => {
    const operator = parseOperator(name, `${path}.${name}`);
    const byKey = keysSchema.safeParse(keys);
    if (!byKey.success) {
      throw new PolicyDocumentError(`${path}.${name}`, 'must map context keys to values');
    }
    return Object.entries(byKey.data).map(([key, values]) => ({
      ...operator,
      key,
      values: parseValues(operator.operator, values, version, `${path}.${name}.${key}`),
    }));
  });
}

function parseOperator(name: string, path: string): Omit<Condition, 'key' | 'values'> {
  const [, set, base = '', ifExists] = operatorPattern.exec(name) ?? [];
  const qualifier = set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined;
  if (base === 'Null' && qualifier === undefined && ifExists === undefined) {
    return { name, operator: 'Null', qualifier, ifExists: false };
  }
  const operator = operatorNamed(base);
  if (operator === undefined) {
    throw new PolicyDocumentError(path, 'is not a condition operator of IAM');
  }
  return { name, operator, qualifier, ifExists: ifExists !== undefined };
}

function parseValues(
  operator: Operator | 'Null',
  values: unknown,
  version: LanguageVersion,
  path: string,
): ExpectedValue[] {
  const texts = valuesSchema.safeParse(values);
  if (!texts.success) {
    throw new PolicyDocumentError(path, 'must be a value or a list of values, at least one');
  }
  const syntax = operator === 'Null' ? { wildcards: false, variables: false } : operator.syntax;
  const variables = syntax.variables && version === '2012-10-17';
  return texts.data.map((text) => ({ text, template: parseTemplate(text, path, { ...syntax, variables }) }));
}
