import assert from 'node:assert/strict';
import { TemplateError } from '../errors';
import { isArray, isObject } from './json';

/** A function call in a template: an object whose only key names the function. */
export interface IntrinsicCall {
  readonly name: string;
  readonly argument: unknown;
}

/** The call that a value is, if it is one. `Condition` is a call inside conditions alone. */
export function asIntrinsic(value: unknown): IntrinsicCall | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) {
    return undefined;
  }
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument: value[name] } : undefined;
}

/** The two parts of `Fn::GetAtt`: logical id and attribute; the attribute may itself be a `Ref`. */
export function getAttParts(argument: unknown): [string, unknown] {
  const parts = typeof argument === 'string' ? splitOnce(argument) : argument;
  if (isArray(parts) && parts.length === 2 && typeof parts[0] === 'string') {
    return [parts[0], parts[1]];
  }
  throw new TemplateError(
    'Fn::GetAtt object requires two non-empty parameters, the resource name and the attribute',
  );
}

function splitOnce(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** `Fn::Sub`: the text and the names it brings along. */
export function subParts(argument: unknown): { text: string; variables: Record<string, unknown> } {
  if (typeof argument === 'string') {
    return { text: argument, variables: {} };
  }
  if (
    isArray(argument) &&
    typeof argument[0] === 'string' &&
    isObject(argument[1]) &&
    argument.length === 2
  ) {
    return { text: argument[0], variables: argument[1] };
  }
  throw new TemplateError('Fn::Sub requires a string, or an array of a string and a map of variables');
}

/** Replaces each `${name}`; `${!name}` stands for the plain text `${name}`. */
export function replacePlaceholders(text: string, valueOf: (name: string) => string): string {
  return text.replace(/\$\{([^}]*)\}/g, (_placeholder, name: string) =>
    name.startsWith('!') ? `\${${name.slice(1)}}` : valueOf(name.trim()),
  );
}

/** The names that the text of a `Fn::Sub` refers to. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => {
    assert(name !== undefined, 'the group takes part in every match');
    return name.trim();
  });
}
