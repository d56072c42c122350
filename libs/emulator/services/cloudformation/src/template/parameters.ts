import { TemplateError, ValidationError } from '../errors';
import type { ParameterDeclaration, Template } from './template';

/** A parameter as the request gives it. Neither value nor previous: the default of the template. */
export interface ParameterInput {
  readonly key: string;
  readonly value?: string | undefined;
  readonly usePreviousValue?: boolean | undefined;
}

/** A parameter's value; `resolved` is what the Systems Manager parameter of that name holds. */
export interface ParameterValue {
  readonly value: string;
  readonly resolved?: string | undefined;
}

export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Reads parameters of Systems Manager; undefined: there is none of that name. */
export interface ParameterStore {
  parameterValue(name: string): Promise<string | undefined>;
}

const plainTypes = new Set([
  'String',
  'Number',
  'List<Number>',
  'CommaDelimitedList',
  'AWS::SSM::Parameter::Name',
]);
const storedType = /^AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList)>$/;
const longestValue = 4_096;

/**
 * The value of every parameter that the template declares.
 * @param previous the values of the stack as it is, for `usePreviousValue`
 * @throws ValidationError naming the parameter and the rule that its value breaks
 */
export async function parameterValues(
  template: Template,
  inputs: readonly ParameterInput[],
  previous: ParameterValues,
  store: ParameterStore,
): Promise<ParameterValues> {
  refuseUndeclared(template, inputs);
  const given = chooseValues(template, inputs, previous);
  const values = await Promise.all(
    [...given].map(async ([name, value]): Promise<[string, ParameterValue]> => {
      const declaration = template.Parameters[name];
      if (declaration === undefined) {
        throw new ValidationError(`Parameters: [${name}] do not exist in the template`);
      }
      checkValue(name, value, declaration);
      return [name, await withStoredValue(name, value, declaration, store)];
    }),
  );
  return Object.fromEntries(values);
}

function refuseUndeclared(template: Template, inputs: readonly ParameterInput[]): void {
  const unknown = inputs.map(({ key }) => key).filter((key) => !Object.hasOwn(template.Parameters, key));
  if (unknown.length > 0) {
    throw new ValidationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }
}

function chooseValues(
  template: Template,
  inputs: readonly ParameterInput[],
  previous: ParameterValues,
): Map<string, string> {
  const byKey = new Map(inputs.map((input) => [input.key, input]));
  const values = new Map<string, string>();
  const missing: string[] = [];
  for (const [name, declaration] of Object.entries(template.Parameters)) {
    const input = byKey.get(name);
    const value =
      input?.usePreviousValue === true ? previous[name]?.value : (input?.value ?? defaultOf(declaration));
    if (value === undefined) {
      missing.push(name);
    } else {
      values.set(name, value);
    }
  }
  if (missing.length > 0) {
    throw new ValidationError(`Parameters: [${missing.join(', ')}] must have values`);
  }
  return values;
}

/** The default as the string that it is used as; undefined if there is none. */
export function defaultOf({ Default: value }: ParameterDeclaration): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new TemplateError('every Default member must be a string.');
}

function checkValue(name: string, value: string, declaration: ParameterDeclaration): void {
  const { AllowedValues: allowed, AllowedPattern: pattern, Type: type } = declaration;
  const fail = (rule: string): never => {
    throw new ValidationError(declaration.ConstraintDescription ?? `Parameter '${name}' must ${rule}`);
  };
  if (!plainTypes.has(type) && !storedType.test(type)) {
    throw new TemplateError(`Unrecognized parameter type: ${type}`);
  }
  if (Buffer.byteLength(value) > longestValue) {
    fail(`contain at most ${longestValue} bytes`);
  }
  if (allowed !== undefined && !allowed.map(String).includes(value)) {
    fail('be one of AllowedValues');
  }
  if (pattern !== undefined && !matches(name, value, pattern)) {
    fail(`match pattern ${pattern}`);
  }
  if (value.length < (declaration.MinLength ?? 0)) {
    fail(`contain at least ${declaration.MinLength ?? 0} characters`);
  }
  if (value.length > (declaration.MaxLength ?? Infinity)) {
    fail(`contain at most ${declaration.MaxLength ?? 0} characters`);
  }
  if (type === 'Number') {
    checkNumber(value, declaration, fail);
  }
}

function checkNumber(value: string, declaration: ParameterDeclaration, fail: (rule: string) => never): void {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) {
    fail('be a number.');
  }
  if (number < (declaration.MinValue ?? -Infinity)) {
    fail(`be a number not less than ${declaration.MinValue ?? 0}`);
  }
  if (number > (declaration.MaxValue ?? Infinity)) {
    fail(`be a number not greater than ${declaration.MaxValue ?? 0}`);
  }
}

function matches(name: string, value: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch (error) {
    throw new TemplateError(`the AllowedPattern of ${name} is not a regular expression`, { cause: error });
  }
}

async function withStoredValue(
  name: string,
  value: string,
  { Type: type }: ParameterDeclaration,
  store: ParameterStore,
): Promise<ParameterValue> {
  if (!storedType.test(type)) {
    return { value };
  }
  const resolved = await store.parameterValue(value);
  if (resolved === undefined) {
    throw new ValidationError(
      `Unable to fetch parameters [${value}] from parameter store for this account. (${name})`,
    );
  }
  return { value, resolved };
}

/** What `Ref` of a parameter answers: a list for the list types, else a string. */
export function referencedParameter(
  declaration: ParameterDeclaration,
  value: ParameterValue,
): string | string[] {
  const plain = value.resolved ?? value.value;
  if (!/List\b/.test(declaration.Type)) {
    return plain;
  }
  return plain.split(',').map((item) => item.trim());
}
