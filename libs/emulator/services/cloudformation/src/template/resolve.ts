import { TemplateError, ValidationError } from '../errors';
import { asIntrinsic, getAttParts, replacePlaceholders, subParts } from './intrinsic';
import { isArray, isObject } from './json';
import { isUnknown, UnknownList } from './unknown-value';

/** What a template's functions can ask for. Every method throws a ValidationError for a name it does not know. */
export interface ResolutionScope {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapped(map: string, firstKey: string, secondKey: string): unknown;
  importedValue(exportName: string): string;
  availabilityZones(region: string): string[];
}

/** `AWS::NoValue`: the property or list item that has it is left out. */
export const noValue = Symbol('AWS::NoValue');

/** A value with all of its functions carried out. Dynamic references stay: they need a service's answer. */
export function resolve(value: unknown, scope: ResolutionScope): unknown {
  const call = asIntrinsic(value);
  if (call !== undefined) {
    return callFunction(call.name, call.argument, scope);
  }
  if (isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== noValue);
  }
  if (!isObject(value)) {
    return value;
  }
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [
    key,
    resolve(member, scope),
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== noValue && member !== undefined));
}

type IntrinsicFunction = (argument: unknown, scope: ResolutionScope) => unknown;

const intrinsicFunctions = new Map<string, IntrinsicFunction>([
  ['Ref', (argument, scope) => scope.ref(text(argument, 'Ref'))],
  ['Fn::GetAtt', getAttribute],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::If', chooseBranch],
  ['Fn::FindInMap', findInMap],
  [
    'Fn::ImportValue',
    (argument, scope) => scope.importedValue(text(resolve(argument, scope), 'Fn::ImportValue')),
  ],
  [
    'Fn::Base64',
    (argument, scope) => Buffer.from(text(resolve(argument, scope), 'Fn::Base64')).toString('base64'),
  ],
  ['Fn::GetAZs', (argument, scope) => scope.availabilityZones(text(resolve(argument, scope), 'Fn::GetAZs'))],
]);

function callFunction(name: string, argument: unknown, scope: ResolutionScope): unknown {
  const intrinsic = intrinsicFunctions.get(name);
  if (intrinsic === undefined) {
    throw new TemplateError(`the function ${name} is not supported here`);
  }
  return intrinsic(argument, scope);
}

function getAttribute(argument: unknown, scope: ResolutionScope): unknown {
  const [logicalId, attribute] = getAttParts(argument);
  return scope.attribute(logicalId, text(resolve(attribute, scope), 'Fn::GetAtt'));
}

function substitute(argument: unknown, scope: ResolutionScope): string {
  const { text: template, variables } = subParts(argument);
  return replacePlaceholders(template, (name) => {
    if (Object.hasOwn(variables, name)) {
      return text(resolve(variables[name], scope), `Fn::Sub (${name})`);
    }
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return text(value, `Fn::Sub (${name})`);
  });
}

function join(argument: unknown, scope: ResolutionScope): string {
  if (!isArray(argument) || argument.length !== 2) {
    throw malformed('Fn::Join', 'a delimiter and a list');
  }
  const values = resolve(argument[1], scope);
  if (values instanceof UnknownList) {
    return values.placeholder;
  }
  return list(values, 'Fn::Join')
    .map((value) => text(value, 'Fn::Join'))
    .join(text(argument[0], 'Fn::Join'));
}

function split(argument: unknown, scope: ResolutionScope): unknown {
  if (!isArray(argument) || argument.length !== 2) {
    throw malformed('Fn::Split', 'a delimiter and a string');
  }
  const source = text(resolve(argument[1], scope), 'Fn::Split');
  return isUnknown(source) ? new UnknownList(source) : source.split(text(argument[0], 'Fn::Split'));
}

function select(argument: unknown, scope: ResolutionScope): unknown {
  if (!isArray(argument) || argument.length !== 2) {
    throw malformed('Fn::Select', 'an index and a list');
  }
  const index = Number(text(resolve(argument[0], scope), 'Fn::Select'));
  const values = resolve(argument[1], scope);
  if (values instanceof UnknownList) {
    return values.placeholder;
  }
  const items = list(values, 'Fn::Select');
  if (!Number.isInteger(index) || index < 0 || index >= items.length) {
    throw new TemplateError(`Fn::Select cannot select nonexistent value at index ${index}`);
  }
  return items[index];
}

function chooseBranch(argument: unknown, scope: ResolutionScope): unknown {
  if (!isArray(argument) || argument.length !== 3) {
    throw malformed('Fn::If', 'a condition and two values');
  }
  return resolve(scope.condition(text(argument[0], 'Fn::If')) ? argument[1] : argument[2], scope);
}

function findInMap(argument: unknown, scope: ResolutionScope): unknown {
  if (!isArray(argument) || argument.length !== 3) {
    throw malformed('Fn::FindInMap', 'a map and two keys');
  }
  const key = (part: unknown) => text(resolve(part, scope), 'Fn::FindInMap');
  return scope.mapped(key(argument[0]), key(argument[1]), key(argument[2]));
}

function malformed(name: string, needed: string): TemplateError {
  return new TemplateError(`${name} requires ${needed}`);
}

function list(value: unknown, name: string): unknown[] {
  if (isArray(value)) {
    return value;
  }
  throw new ValidationError(`Template error: ${name} needs a list, not ${JSON.stringify(value)}`);
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  const found = typeof value === 'symbol' ? 'AWS::NoValue' : JSON.stringify(value);
  throw new ValidationError(`Template error: every ${name} value must be a string, not ${found}`);
}
