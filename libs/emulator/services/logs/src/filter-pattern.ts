import assert from 'node:assert/strict';
import { AwsError } from '@fleet/aws-wire';
import { compileJsonPattern } from './json-filter-pattern';

/**
 * Compiles a filter pattern (CloudWatch Logs user guide, filter pattern syntax), for JSON or of unstructured terms:
 * every term must be in the message, `-term` must not, `?term` makes alternatives; quotes keep spaces together. No
 * pattern, and one without terms, has every message.
 * @throws AwsError InvalidParameterException for patterns of other kinds, by name
 */
export function compileFilterPattern(pattern = ''): (message: string) => boolean {
  const trimmed = pattern.trim();
  if (trimmed.startsWith('{')) {
    return compileJsonPattern(trimmed);
  }
  if (/^[[%]/.test(trimmed)) {
    throw new AwsError(
      'InvalidParameterException',
      `local-cloud filters by terms and JSON patterns, not by columns or regular expressions: ${trimmed.slice(0, 80)}`,
    );
  }
  const terms = [...trimmed.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign, quoted, bare]) => {
      const text = quoted?.replace(/\\(.)/g, '$1') ?? bare;
      assert(text !== undefined, 'a term is quoted or bare');
      return { sign, text };
    },
  );
  const having = (sign: string) => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [required, excluded, optional] = [having(''), having('-'), having('?')];
  return (message) =>
    required.every((term) => message.includes(term)) &&
    !excluded.some((term) => message.includes(term)) &&
    (optional.length === 0 || optional.some((term) => message.includes(term)));
}
