import { TemplateError } from '../errors';
import type { JsonObject } from './json';
import { isArray, isObject, sameJson } from './json';

/** Carries out functions that yield values (Ref, FindInMap...) and names of other conditions. */
export interface BooleanScope {
  value(expression: unknown): unknown;
  condition(name: string): boolean;
}

/**
 * Evaluates an expression of the sections Conditions and Rules.
 * @throws TemplateError for a function that has no place there
 */
export function evaluate(expression: unknown, scope: BooleanScope): boolean {
  if (typeof expression === 'boolean') {
    return expression;
  }
  const [name, argument] = onlyMember(expression);
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::And':
      return operands(argument, name, 2, 10).every((operand) => evaluate(operand, scope));
    case 'Fn::Or':
      return operands(argument, name, 2, 10).some((operand) => evaluate(operand, scope));
    case 'Fn::Not':
      return !operands(argument, name, 1, 1).some((operand) => evaluate(operand, scope));
    case 'Fn::Equals':
      return equals(operands(argument, name, 2, 2), scope);
    case 'Fn::Contains':
    case 'Fn::EachMemberIn':
      return contains(name, operands(argument, name, 2, 2), scope);
    case 'Fn::EachMemberEquals':
      return eachEquals(operands(argument, name, 2, 2), scope);
    default:
      throw new TemplateError(`${name} cannot be used in a condition or rule`);
  }
}

function onlyMember(expression: unknown): [string, unknown] {
  const entries = isObject(expression) ? Object.entries<unknown>(expression satisfies JsonObject) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    throw new TemplateError(`a condition must be one function, not ${JSON.stringify(expression)}`);
  }
  return entry;
}

function operands(argument: unknown, name: string, least: number, most: number): unknown[] {
  const given = isArray(argument) ? argument : [argument];
  if (given.length >= least && given.length <= most) {
    return given;
  }
  throw new TemplateError(`${name} takes ${least === most ? least : `${least} to ${most}`} operands`);
}

function equals([one, other]: unknown[], scope: BooleanScope): boolean {
  return sameJson(plain(scope.value(one)), plain(scope.value(other)));
}

/** Parameters are strings, whatever a template compares them with. */
function plain(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function contains(name: string, [first, second]: unknown[], scope: BooleanScope): boolean {
  const [haystack, needles] = name === 'Fn::Contains' ? [first, [second]] : [second, first];
  const found = strings(haystack, scope);
  return strings(needles, scope).every((needle) => found.includes(needle));
}

function eachEquals([values, wanted]: unknown[], scope: BooleanScope): boolean {
  const [expected] = strings([wanted], scope);
  return strings(values, scope).every((value) => value === expected);
}

function strings(expression: unknown, scope: BooleanScope): string[] {
  const value = scope.value(expression);
  return (isArray(value) ? value : [value]).map(String);
}
