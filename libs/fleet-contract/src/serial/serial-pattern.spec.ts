import fc from 'fast-check';

import { compileSerialPattern, InvalidSerialPatternError } from './serial-pattern';

/** Patterns of the grammar, made of its own pieces. */
const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
  pattern: fc.array(tie('piece'), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom('a', 'b', '-', '.', '\\d', '\\w', '[ab]', '[^a]', '[a-c1-3-]', '\\.', '_', ':'),
    fc
      .tuple(tie('pattern'), fc.constantFrom('', '?', '*', '+', '{2}', '{1,}', '{0,2}'))
      .map(([inner, quantifier]) => `(?:${inner})${quantifier}`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `(${one}|${other})`),
  ),
}));

const usable = pattern.filter((source) => source.length <= 200);

describe('a serial pattern', () => {
  it('accepts what a regular expression of the same words accepts', () => {
    const subjects = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '1', '2', '-', '_', ':', '.'),
      maxLength: 7,
    });
    fc.assert(
      fc.property(usable, fc.array(subjects, { minLength: 10, maxLength: 10 }), (source, texts) => {
        const ours = compileSerialPattern(source);
        const reference = new RegExp(`^(?:${source})$`);
        for (const text of texts) {
          expect([text, ours.matches(text)]).toEqual([text, reference.test(text)]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['SN-[0-9]{8}', 'SN-00000001', 'SN-0000001'],
    ['^SN-\\d+$', 'SN-1', 'SN-'],
    ['A|B', 'B', 'AB'],
    ['[\\w-]{3,}', 'a-b', 'ab'],
    ['a{2,3}', 'aaa', 'aaaa'],
    ['[a-]', '-', 'b'],
  ])('%s accepts %s and not %s', (source, accepted, refused) => {
    const compiled = compileSerialPattern(source);
    expect(compiled.matches(accepted)).toBe(true);
    expect(compiled.matches(refused)).toBe(false);
  });

  it('answers at once where a backtracking engine would take years', () => {
    const serial = `${'a'.repeat(127)}!`;
    for (const source of ['(a+)+', '(a|a)*', '(\\w+-?)+', '(a*)*b', '(.*)(.*)(.*)(.*)(.*)(.*)(.*)x']) {
      expect(compileSerialPattern(source).matches(serial)).toBe(false);
    }
  });

  it.each([
    ['', /1 to 500 characters/],
    ['a'.repeat(501), /1 to 500 characters/],
    ['(', /does not end/],
    ['a)', /never opened/],
    ['[a', /too early/],
    ['[]', /empty/],
    ['[z-a]', /lower to a higher/],
    ['*', /nothing to repeat/],
    ['a**', /quantifier follows/],
    ['a+?', /quantifier follows/],
    ['(?=a)', /no look-around/],
    ['(?<name>a)', /no look-around/],
    ['(a)\\1', /not known/],
    ['\\bword', /not known/],
    ['a{3,2}', /counts go up/],
    ['a{999}', /counts go up/],
    ['a{,2}', /write \{m\}/],
    ['a$b', /"\$" is not at the end/],
    ['((a{128}){128}){128}', /too many possibilities/],
    ['('.repeat(21), /at most 20 deep/],
  ])('refuses %s, and says where and why', (source, problem) => {
    expect(() => compileSerialPattern(source)).toThrow(InvalidSerialPatternError);
    expect(() => compileSerialPattern(source)).toThrow(problem);
    expect(() => compileSerialPattern(source)).toThrow(/position \d+/);
  });

  it('is compiled or refused, whatever the operator wrote', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 20 }), (source, text) => {
        try {
          expect(typeof compileSerialPattern(source).matches(text)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidSerialPatternError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
