import { anyRun, matchGlob } from '@fleet/policy-matching';
import type { GlobUnit } from '@fleet/policy-matching';
import { arnFieldCount, splitArn } from './arn';
import type { RequestContext } from './context';
import { resolveTemplate } from './template';
import type { Template, Variable } from './template';

/** The fields of an ARN with wildcards and variables, or `any` for a lone `*`. */
export type ArnPattern = 'any' | readonly Template[];

/** Divides at the first five colons of the policy's own text; a variable belongs to the field that it is in. */
export function parseArnPattern(template: Template): ArnPattern {
  if (template.length === 1 && template[0] === anyRun) {
    return 'any';
  }
  const fields: (GlobUnit | Variable)[][] = [];
  let field: (GlobUnit | Variable)[] = [];
  for (const part of template) {
    const texts: Template =
      typeof part === 'string' ? splitAtColons(part, arnFieldCount - 1 - fields.length) : [part];
    texts.forEach((text, index) => {
      if (index > 0) {
        fields.push(field);
        field = [];
      }
      if (text !== '') {
        field.push(text);
      }
    });
  }
  return [...fields, field];
}

/**
 * Whether an ARN matches, field by field: a wildcard runs across `/`, and across colons of the last field, but never
 * out of its field (user guide, "Using wildcards in resource ARNs", "ARN condition operators"). A variable without
 * value matches nothing.
 */
export function matchesArn(pattern: ArnPattern, arn: string, context: RequestContext): boolean {
  if (pattern === 'any') {
    return true;
  }
  const fields = splitArn(arn);
  return (
    pattern.length === fields.length &&
    pattern.every((template, index) => {
      const [units, field] = [resolveTemplate(template, context), fields[index]];
      return units !== undefined && field !== undefined && matchGlob(units, field);
    })
  );
}

/**
 * Whether a resource matches an entry of Resource: as an ARN in a condition; moreover, a `*` at the end of a field can
 * match what is behind the colon (user guide, "Using wildcards in resource ARNs"). Guessed: then the other wildcards
 * can, too.
 */
export function matchesResource(pattern: ArnPattern, resource: string, context: RequestContext): boolean {
  if (matchesArn(pattern, resource, context)) {
    return true;
  }
  if (pattern === 'any' || !pattern.slice(0, -1).some((field) => field.at(-1) === anyRun)) {
    return false;
  }
  const whole = pattern.flatMap((field, index) => (index === 0 ? field : [':', ...field]));
  const units = resolveTemplate(whole, context);
  return units !== undefined && matchGlob(units, resource);
}

/** Divides at the first colons, at most `count` of them. */
function splitAtColons(text: string, count: number): string[] {
  const parts = text.split(':');
  return parts.length <= count + 1 ? parts : [...parts.slice(0, count), parts.slice(count).join(':')];
}
