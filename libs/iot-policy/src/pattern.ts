import { anyCharacter, anyRun, literalText, matchGlob } from '@fleet/policy-matching';
import type { GlobUnit } from '@fleet/policy-matching';
import { PolicyDocumentError } from './document-error';
import { normalizeKey } from './context';
import type { PolicyContext } from './context';

/** A part of a pattern: a literal, a wildcard, or the name of a variable. */
type Part = GlobUnit | { readonly variable: string };

/** How `*` and `?` are to be read: as wildcards, or, in conditions that compare for equality, as themselves. */
export type WildcardReading = 'wildcards' | 'literal';

/** Text of a policy with its wildcards and policy variables. */
export interface Pattern {
  /**
   * The pattern with its variables replaced, for one context; `undefined` when one of them has no value.
   * What a variable brings is literal: a `*` in it matches a `*`.
   */
  resolve(context: PolicyContext): readonly GlobUnit[] | undefined;
}

/**
 * Reads a pattern. `${*}`, `${?}` and `${$}` stand for the characters themselves (IAM guide, "Variables and
 * tags"); `+` and `#` have no meaning here (guide, "Policies for MQTT clients").
 * @throws PolicyDocumentError for a variable without end or name.
 */
export function parsePattern(text: string, path: string, reading: WildcardReading = 'wildcards'): Pattern {
  const parts: Part[] = [];
  for (const token of text.matchAll(/\$\{([^}]*)(\}?)|\*+|\?|[^$*?]+|\$/g)) {
    const [whole, variable, end] = token;
    if (variable !== undefined) {
      parts.push(parseVariable(variable, end === '}', path));
    } else if (reading === 'wildcards' && whole.startsWith('*')) {
      parts.push(anyRun);
    } else if (reading === 'wildcards' && whole === '?') {
      parts.push(anyCharacter);
    } else {
      parts.push(whole);
    }
  }
  const units = parts.filter((part) => typeof part !== 'object');
  return units.length === parts.length ? fixedPattern(joinLiterals(units)) : new VariablePattern(parts);
}

/** Whether the text matches the pattern in this context; a variable without a value matches nothing. */
export function matches(pattern: Pattern, text: string, context: PolicyContext): boolean {
  const units = pattern.resolve(context);
  return units !== undefined && matchGlob(units, text);
}

/** The text a pattern without wildcards stands for; `undefined` when a variable has no value. */
export function resolveText(pattern: Pattern, context: PolicyContext): string | undefined {
  const units = pattern.resolve(context);
  return units && literalText(units);
}

function parseVariable(name: string, ended: boolean, path: string): Part {
  if (!ended) {
    throw new PolicyDocumentError(path, 'a policy variable is not closed: "}" is missing');
  }
  if (name === '*' || name === '?' || name === '$') {
    return name;
  }
  if (name.trim() === '') {
    throw new PolicyDocumentError(path, 'a policy variable has no name');
  }
  return { variable: normalizeKey(name) };
}

function fixedPattern(units: readonly GlobUnit[]): Pattern {
  return { resolve: () => units };
}

/** A connection keeps its context for all its messages, so each pattern is resolved once for it. */
class VariablePattern implements Pattern {
  private readonly resolved = new WeakMap<PolicyContext, readonly GlobUnit[] | 'no value'>();

  constructor(private readonly parts: readonly Part[]) {}

  resolve(context: PolicyContext): readonly GlobUnit[] | undefined {
    let units = this.resolved.get(context);
    if (units === undefined) {
      units = this.replaceVariables(context) ?? 'no value';
      this.resolved.set(context, units);
    }
    return units === 'no value' ? undefined : units;
  }

  private replaceVariables(context: PolicyContext): readonly GlobUnit[] | undefined {
    const units: GlobUnit[] = [];
    for (const part of this.parts) {
      const unit = typeof part === 'object' ? context.variable(part.variable) : part;
      if (unit === undefined) {
        return undefined;
      }
      units.push(unit);
    }
    return joinLiterals(units);
  }
}

function joinLiterals(parts: readonly GlobUnit[]): readonly GlobUnit[] {
  const units: GlobUnit[] = [];
  for (const part of parts) {
    const last = units.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      units[units.length - 1] = last + part;
    } else {
      units.push(part);
    }
  }
  return units;
}
