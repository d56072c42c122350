import fc from 'fast-check';
import { anyCharacter, anyRun, literalText, matchGlob } from './glob';
import type { GlobUnit } from './glob';

/** The definition, word by word: exponential, and plainly right. */
function naiveMatch(units: readonly GlobUnit[], text: readonly string[]): boolean {
  const [unit, ...rest] = units;
  if (unit === undefined) {
    return text.length === 0;
  }
  if (unit === anyRun) {
    return naiveMatch(rest, text) || (text.length > 0 && naiveMatch(units, text.slice(1)));
  }
  if (unit === anyCharacter) {
    return text.length > 0 && naiveMatch(rest, text.slice(1));
  }
  const literal = Array.from(unit);
  return (
    literal.every((character, index) => character === text[index]) &&
    naiveMatch(rest, text.slice(literal.length))
  );
}

const letter = fc.constantFrom('a', 'b', '/', '😀');
const unit = fc.oneof(
  fc.constant(anyRun),
  fc.constant(anyCharacter),
  fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join('')),
);

describe('matching a pattern with wildcards', () => {
  it('agrees with the definition of the wildcards', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), fc.array(letter, { maxLength: 8 }), (units, letters) => {
        expect(matchGlob(units, letters.join(''))).toBe(naiveMatch(units, letters));
      }),
      { numRuns: 2000 },
    );
  });

  it('matches every text that is made by filling in the wildcards', () => {
    const filled = fc
      .array(fc.tuple(unit, fc.array(letter, { maxLength: 4 })), { maxLength: 6 })
      .map((parts) => ({
        units: parts.map(([part]) => part),
        text: parts
          .map(([part, letters]) => {
            if (part === anyRun) {
              return letters.join('');
            }
            return part === anyCharacter ? (letters[0] ?? 'a') : part;
          })
          .join(''),
      }));
    fc.assert(
      fc.property(filled, ({ units, text }) => {
        expect(matchGlob(units, text)).toBe(true);
      }),
    );
  });

  it('counts a character outside the basic plane as one', () => {
    expect(matchGlob([anyCharacter], '😀')).toBe(true);
    expect(matchGlob([anyCharacter, anyCharacter], '😀')).toBe(false);
    expect(matchGlob([anyCharacter], '\uffff')).toBe(true);
  });

  it('needs no more than the product of the lengths in steps, whatever a device sends', () => {
    const units: GlobUnit[] = [];
    for (let index = 0; index < 40; index += 1) {
      units.push(anyRun, 'a', anyCharacter);
    }
    units.push('b');
    const text = 'a'.repeat(50_000);
    const searched = jest.spyOn(String.prototype, 'startsWith');
    expect(matchGlob(units, text)).toBe(false);
    expect(searched.mock.calls.length).toBeLessThan(units.length * text.length);
    searched.mockRestore();
  });
});

describe('the text of a pattern', () => {
  it('is that of its literals, one after the other', () => {
    expect(literalText(['a', 'b/'])).toBe('ab/');
    expect(literalText(['a', anyRun, anyCharacter, 'b'])).toBe('ab');
    expect(literalText([])).toBe('');
  });
});
