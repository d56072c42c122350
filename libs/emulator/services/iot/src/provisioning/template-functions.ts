import type { Expression, TemplateBody } from './template-body';

/** The intrinsic functions of fleet provisioning templates (developer guide: provision-template). */
export const templateFunctions: ReadonlySet<string> = new Set([
  'Fn::Join',
  'Fn::Select',
  'Fn::FindInMap',
  'Fn::Split',
  'Fn::Sub',
]);

/** What a template may grow to: a text of a few references must not become a text of gigabytes. */
const longestText = 16_384;
const variablePattern = /\$\{(!?)([^}]*)\}/g;

/** The template cannot be evaluated with these parameters. */
export class TemplateEvaluationError extends Error {
  override readonly name = 'TemplateEvaluationError';
}

/** What an expression comes to. */
export type Value = string | readonly string[];

/** What expressions can refer to. */
export interface Scope {
  readonly parameters: ReadonlyMap<string, string>;
  readonly mappings: TemplateBody['Mappings'];
}

/** Whether a key of an object calls a function. */
export function isFunctionCall(key: string): boolean {
  return key === 'Ref' || templateFunctions.has(key);
}

/** @throws TemplateEvaluationError */
export function evaluate(expression: Expression, scope: Scope): Value {
  if (typeof expression === 'string') {
    return expression;
  }
  if (typeof expression !== 'object') {
    return String(expression);
  }
  if (isList(expression)) {
    return expression.map((item) => evaluateText(item, scope));
  }
  const [[name, argument] = ['', '']] = Object.entries(expression);
  switch (name) {
    case 'Ref':
      return reference(evaluateText(argument, scope), scope);
    case 'Fn::Join':
      return join(argument, scope);
    case 'Fn::Select':
      return select(argument, scope);
    case 'Fn::Split':
      return split(argument, scope);
    case 'Fn::FindInMap':
      return findInMap(argument, scope);
    case 'Fn::Sub':
      return substitute(argument, scope);
    default:
      throw new TemplateEvaluationError(`an object stands where a text is expected: ${name}`);
  }
}

/** Evaluates what must come to a single text. @throws TemplateEvaluationError */
export function evaluateText(expression: Expression, scope: Scope): string {
  const value = evaluate(expression, scope);
  if (typeof value !== 'string') {
    throw new TemplateEvaluationError('a list stands where a text is expected');
  }
  return bounded(value);
}

/** Evaluates what must come to a list of texts. @throws TemplateEvaluationError */
export function evaluateList(expression: Expression, scope: Scope): readonly string[] {
  const value = evaluate(expression, scope);
  if (typeof value === 'string') {
    throw new TemplateEvaluationError('a text stands where a list is expected');
  }
  return value;
}

function reference(name: string, scope: Scope): string {
  const value = scope.parameters.get(name);
  if (value === undefined) {
    // Reported: the answer to a Ref to AWS::Region. Guessed: the same for a parameter that the device left out.
    throw new TemplateEvaluationError(`Cannot resolve reference value: ${name}`);
  }
  return value;
}

function join(argument: Expression, scope: Scope): string {
  const [delimiter, items] = pair('Fn::Join', argument);
  const texts = evaluateList(items, scope);
  const separator = evaluateText(delimiter, scope);
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  if (length > longestText + separator.length) {
    throw tooLong();
  }
  return texts.join(separator);
}

function select(argument: Expression, scope: Scope): string {
  const [index, items] = pair('Fn::Select', argument);
  const position = evaluateText(index, scope);
  const selected = /^\d{1,4}$/.test(position) ? evaluateList(items, scope)[Number(position)] : undefined;
  if (selected === undefined) {
    throw new TemplateEvaluationError(`Fn::Select finds nothing at index ${position}`);
  }
  return selected;
}

function split(argument: Expression, scope: Scope): readonly string[] {
  const [delimiter, source] = pair('Fn::Split', argument);
  return evaluateText(source, scope).split(evaluateText(delimiter, scope));
}

function findInMap(argument: Expression, scope: Scope): Value {
  const [map, first, second] = evaluateList(argument, scope);
  if (map === undefined || first === undefined || second === undefined) {
    throw new TemplateEvaluationError('Fn::FindInMap takes three arguments');
  }
  const found = own(own(own(scope.mappings, map), first), second);
  if (found === undefined) {
    throw new TemplateEvaluationError(`Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
  }
  return found;
}

function substitute(argument: Expression, scope: Scope): string {
  const [text, variables] = isList(argument) ? pair('Fn::Sub', argument) : [argument, {}];
  if (typeof text !== 'string' || typeof variables !== 'object' || isList(variables)) {
    throw new TemplateEvaluationError('Fn::Sub takes a text, or a list of a text and a map');
  }
  let length = 0;
  return text.replace(variablePattern, (_whole, escaped: string, name: string) => {
    const variable = own(variables, name);
    const value = escaped ? `\${${name}}` : variable ? evaluateText(variable, scope) : reference(name, scope);
    length += value.length;
    if (length > longestText) {
      throw tooLong();
    }
    return value;
  });
}

function pair(name: string, argument: Expression): readonly [Expression, Expression] {
  const [first, second] = isList(argument) ? argument : [];
  if (first === undefined || second === undefined) {
    throw new TemplateEvaluationError(`${name} takes two arguments`);
  }
  return [first, second];
}

/** A member of a map, never one that every object has. */
function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

function bounded(value: string): string {
  if (value.length > longestText) {
    throw tooLong();
  }
  return value;
}

function tooLong(): TemplateEvaluationError {
  return new TemplateEvaluationError(`a value grows beyond ${longestText} characters`);
}

/** `Array.isArray` does not narrow readonly arrays. */
export function isList(value: Expression | undefined): value is readonly Expression[] {
  return Array.isArray(value);
}
