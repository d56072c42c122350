import fc from 'fast-check';
import { anyCharacter, anyRun, matchGlob } from '@fleet/policy-matching';
import { RequestContext } from './context';
import { parseTemplate, resolveTemplate } from './template';

const syntax = { wildcards: true, variables: true };

function resolve(text: string, keys: Record<string, string | string[]> = {}) {
  return resolveTemplate(
    parseTemplate(text, 'Resource', syntax),
    new RequestContext(() => Object.entries(keys)),
  );
}

describe('a text of a policy', () => {
  it('has literals and wildcards; several * in a row are one', () => {
    expect(parseTemplate('a/**b?c', 'Resource', syntax)).toEqual(['a/', anyRun, 'b', anyCharacter, 'c']);
    expect(parseTemplate('', 'Resource', syntax)).toEqual([]);
  });

  it('has no wildcards where a condition compares for equality', () => {
    expect(parseTemplate('a*b?', 'Condition', { wildcards: false, variables: true })).toEqual(['a*b?']);
  });

  it('has no variables in the older version of the language: they are ordinary text', () => {
    const older = { wildcards: true, variables: false };
    expect(parseTemplate('${aws:username}', 'Resource', older)).toEqual(['${aws:username}']);
    expect(parseTemplate('a*${x}?', 'Resource', older)).toEqual(['a', anyRun, '${x}', anyCharacter]);
    expect(parseTemplate('a*?', 'Condition', { wildcards: false, variables: false })).toEqual(['a*?']);
  });

  it.each(['*', '?', '$'])('reads ${%s} as that character', (character) => {
    expect(resolve(`a\${${character}}b`)).toEqual([`a${character}b`]);
  });

  it('leaves a $ that begins no variable as it is', () => {
    expect(resolve('a$b$')).toEqual(['a$b$']);
  });

  it('replaces a variable whatever the case of its name', () => {
    expect(resolve('home/${AWS:UserName}/x', { 'aws:username': 'ann' })).toEqual(['home/', 'ann', '/x']);
  });

  it('has no value when the request lacks it, has several of it, or has an empty one', () => {
    expect(resolve('${a:b}')).toBeUndefined();
    expect(resolve('${a:b}', { 'a:b': ['x', 'y'] })).toBeUndefined();
    expect(resolve('${a:b}', { 'a:b': '' })).toBeUndefined();
    expect(resolve('${a:b}', { 'a:b': ['x'] })).toEqual(['x']);
  });

  it('takes the default instead of a missing value', () => {
    expect(resolve("b-${aws:PrincipalTag/team, 'company-wide'}")).toEqual(['b-', 'company-wide']);
    expect(resolve("${a:b,'x y'}")).toEqual(['x y']);
    expect(resolve("b${a:b, ''}")).toEqual(['b']);
    expect(resolve("b-${a:b, 'x'}", { 'a:b': 'y' })).toEqual(['b-', 'y']);
  });

  it('never reads a wildcard or a variable out of a value or a default', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (value, text) => {
        const units = resolve('${a:b}', { 'a:b': value });
        expect(units !== undefined && matchGlob(units, text)).toBe(text === value);
      }),
    );
    expect(resolve("${a:b, '*'}")).toEqual(['*']);
    expect(resolve('${a:b}', { 'a:b': '${c:d}', 'c:d': 'x' })).toEqual(['${c:d}']);
  });

  it.each([
    ['a${aws:username', 'a policy variable is not closed: "}" is missing'],
    ['${', 'a policy variable is not closed: "}" is missing'],
    ['${}', 'a policy variable has no name'],
    ["${, 'x'}", 'a policy variable has no name'],
    ['${aws: username}', 'the name of the policy variable "aws: username" has a space'],
    ['${a:b, x}', "the default of a policy variable must be quoted, as in ${aws:PrincipalTag/team, 'none'}"],
    ["${a:b, 'x}", "the default of a policy variable must be quoted, as in ${aws:PrincipalTag/team, 'none'}"],
    ["${a:b, x'}", "the default of a policy variable must be quoted, as in ${aws:PrincipalTag/team, 'none'}"],
    [
      "${a:b, 'x' }",
      "the default of a policy variable must be quoted, as in ${aws:PrincipalTag/team, 'none'}",
    ],
    [
      "${a:b,  'x'}",
      "the default of a policy variable must be quoted, as in ${aws:PrincipalTag/team, 'none'}",
    ],
    ['${a:b,}', "the default of a policy variable must be quoted, as in ${aws:PrincipalTag/team, 'none'}"],
  ])('is refused with the variable of %s: %s', (text, fault) => {
    expect(() => parseTemplate(text, 'Statement[0].Resource', syntax)).toThrow(
      new Error(`Statement[0].Resource: ${fault}`),
    );
  });
});
