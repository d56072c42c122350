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
    ['[a-a]', 'a', '-'],
    ['[\\d-]', '7', 'd'],
    ['[^ab]', 'c', 'b'],
    ['a\\|b', 'a|b', 'a'],
    ['a{128}', 'a'.repeat(128), 'a'.repeat(127)],
    ['a{12}', 'a'.repeat(12), 'a'],
    ['a{0,128}', '', 'a'.repeat(129)],
    ['a{1,12}', 'a'.repeat(12), 'a'.repeat(13)],
    ['a{2,2}', 'aa', 'a'],
    ['a{10,}', 'a'.repeat(200), 'a'.repeat(9)],
    ['\\w', '_', '-'],
    ['\\d', '0', 'a'],
    ['a'.repeat(500), 'a'.repeat(500), 'a'],
    [`${'('.repeat(20)}a${')'.repeat(20)}`, 'a', 'aa'],
    ['(a)'.repeat(21), 'a'.repeat(21), 'a'],
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
    ['SN-**', 4, 'a quantifier follows a quantifier'],
    ['ab{3}{4}', 5, 'a quantifier follows a quantifier'],
    ['a|*', 2, 'there is nothing to repeat'],
    ['a]', 1, 'write \\] for the character itself'],
    ['a}', 1, 'write \\} for the character itself'],
    ['a^b', 1, 'write \\^ for the character itself'],
    ['a[z-a]', 4, 'a range goes from a lower to a higher character'],
    ['a[A-\\d]', 4, 'a range goes from a lower to a higher character'],
    ['a[a-\\d]', 4, 'a range goes from a lower to a higher character'],
    ['a\\z', 2, '\\z is not known; \\d, \\w and escaped signs are'],
    ['a\\Z', 2, '\\Z is not known; \\d, \\w and escaped signs are'],
    ['a\\7', 2, '\\7 is not known; \\d, \\w and escaped signs are'],
    ['a[bc', 4, 'the pattern ends too early'],
    ['a\\', 2, 'the pattern ends too early'],
    ['a[]', 3, 'the class is empty'],
    ['a(b', 3, 'the group does not end here with ")"'],
    ['a)b', 1, 'the group was never opened, or "$" is not at the end'],
    ['a(?!b)', 3, 'only (…) and (?:…) are known: no look-around, no names'],
    ['a{x}{2}', 1, 'write {m}, {m,} or {m,n} with counts from 0 to 128, or escape "{"'],
    ['a{1234}', 1, 'write {m}, {m,} or {m,n} with counts from 0 to 128, or escape "{"'],
    ['a{1,1234}', 1, 'write {m}, {m,} or {m,n} with counts from 0 to 128, or escape "{"'],
    ['a{129}', 1, 'counts go up from 0 to 128'],
    ['a{129,}', 1, 'counts go up from 0 to 128'],
    ['a{1,129}', 1, 'counts go up from 0 to 128'],
    ['a{3,2}', 1, 'counts go up from 0 to 128'],
  ])('%s is refused at position %i: %s', (source, position, problem) => {
    expect(() => compileSerialPattern(source)).toThrow(
      `serialPattern ${JSON.stringify(source)} is not usable at position ${position}: ${problem}`,
    );
  });

  it('is cut in its refusal, so that this stays one line', () => {
    expect(() => compileSerialPattern('a'.repeat(10_000))).toThrow(/^serialPattern "a{100}" is not usable/);
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
