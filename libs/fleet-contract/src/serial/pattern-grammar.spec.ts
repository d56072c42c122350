import { parsePattern } from './pattern-grammar';

const letter = expect.objectContaining({ kind: 'characters' });

describe('the tree of a pattern', () => {
  it('is the sequence of its parts, unless alternatives are written', () => {
    const sequence = { kind: 'sequence', parts: [letter, letter] };
    expect(parsePattern('ab')).toEqual(sequence);
    expect(parsePattern('^(ab)$')).toEqual({ kind: 'sequence', parts: [sequence] });
    expect(parsePattern('ab|ab')).toEqual({ kind: 'alternatives', options: [sequence, sequence] });
  });

  it.each([
    ['?', 0, 1],
    ['*', 0, Infinity],
    ['+', 1, Infinity],
    ['{3}', 3, 3],
    ['{3,}', 3, Infinity],
    ['{3,12}', 3, 12],
  ])('has with the quantifier %s from %i to %i repetitions', (quantifier, least, most) => {
    const repeat = { kind: 'repeat', part: letter, least, most };
    expect(parsePattern(`a${quantifier}`)).toEqual({ kind: 'sequence', parts: [repeat] });
  });
});
