import { anyCharacter, anyRun } from '@fleet/policy-matching';
import type { GlobUnit } from '@fleet/policy-matching';
import type { RequestContext } from './context';
import { PolicyDocumentError } from './document-error';

/** A policy variable, and what stands for it when the request has no value for it. */
export interface Variable {
  readonly key: string;
  readonly fallback: string | undefined;
}

/** Text of a policy taken apart: literals, wildcards, variables. */
export type Template = readonly (GlobUnit | Variable)[];

/** What has a meaning in a text. */
export interface TemplateSyntax {
  readonly wildcards: boolean;
  /** Only version 2012-10-17 of the language has variables; in an older one they are ordinary text. */
  readonly variables: boolean;
}

const withVariables = /\$\{([^}]*)(\}?)|\*+|\?|[^$*?]+|\$/g;
const withoutVariables = /\*+|\?|[^*?]+/g;

/**
 * Takes a text apart (user guide, "Policy elements: Variables and tags").
 * @throws PolicyDocumentError for a variable that is not well formed.
 */
export function parseTemplate(text: string, path: string, syntax: TemplateSyntax): Template {
  const parts: (GlobUnit | Variable)[] = [];
  for (const token of text.matchAll(syntax.variables ? withVariables : withoutVariables)) {
    const [whole, variable, end] = token;
    if (variable !== undefined) {
      parts.push(parseVariable(variable, end === '}', path));
    } else if (syntax.wildcards && whole.startsWith('*')) {
      parts.push(anyRun);
    } else if (syntax.wildcards && whole === '?') {
      parts.push(anyCharacter);
    } else {
      parts.push(whole);
    }
  }
  return joinLiterals(parts);
}

/**
 * The template with its variables replaced; `undefined` when one has no value. What a variable brings is literal: a
 * `*` in it matches a `*`.
 */
export function resolveTemplate(
  template: Template,
  context: RequestContext,
): readonly GlobUnit[] | undefined {
  const units: GlobUnit[] = [];
  for (const part of template) {
    const unit = typeof part === 'object' ? (context.variable(part.key) ?? part.fallback) : part;
    if (unit === undefined) {
      return undefined;
    }
    if (unit !== '') {
      units.push(unit);
    }
  }
  return units;
}

function parseVariable(body: string, ended: boolean, path: string): string | Variable {
  if (!ended) {
    throw new PolicyDocumentError(path, 'a policy variable is not closed: "}" is missing');
  }
  if (body === '*' || body === '?' || body === '$') {
    return body;
  }
  const comma = body.indexOf(',');
  const key = comma < 0 ? body : body.slice(0, comma);
  if (key === '') {
    throw new PolicyDocumentError(path, 'a policy variable has no name');
  }
  if (/\s/.test(key)) {
    throw new PolicyDocumentError(path, `the name of the policy variable "${key}" has a space`);
  }
  return { key, fallback: comma < 0 ? undefined : parseFallback(body.slice(comma + 1), path) };
}

function parseFallback(text: string, path: string): string {
  const [, fallback] = /^ ?'([^']*)'$/.exec(text) ?? [];
  if (fallback === undefined) {
    const example = "${aws:PrincipalTag/team, 'none'}";
    throw new PolicyDocumentError(path, `the default of a policy variable must be quoted, as in ${example}`);
  }
  return fallback;
}

function joinLiterals(parts: Template): Template {
  const joined: (GlobUnit | Variable)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      joined[joined.length - 1] = last + part;
    } else {
      joined.push(part);
    }
  }
  return joined;
}
