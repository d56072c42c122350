import fc from 'fast-check';
import { formatItem, formatValue, valuesEqual } from './attribute-value';
import type { WireValue } from './attribute-value';
import { addDecimals, compareDecimals, formatDecimal, parseDecimal, subtractDecimals } from './decimal';
import type { Decimal } from './decimal';
import { itemSize } from './item-size';
import { encodeKey, endOfPrefix } from './key-encoding';
import { numberOf, parseItem, parseValue } from './parse-value';
import { serialiseItem, storedItem } from './stored-item';

const numberText = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -60, max: 60 }))
  .map(([coefficient, exponent]) => `${coefficient}E${exponent}`);

const leaf: fc.Arbitrary<WireValue> = fc.oneof(
  fc.record({ S: fc.string({ unit: 'grapheme' }) }),
  fc.record({ N: numberText.map((text) => formatDecimal(numberOf(text))) }),
  fc.record({ B: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }),
  fc.record({ BOOL: fc.boolean() }),
  fc.constant({ NULL: true }),
  fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }) }),
);

const wireValue = fc.letrec<{ value: WireValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }) }),
  ),
})).value;

function bytesOf(text: string): Buffer {
  const value = parseValue({ N: text });
  if (value.type !== 'N') {
    throw new Error('not a number');
  }
  return encodeKey(value);
}

describe('a number', () => {
  it.each([
    ['1.0', '1'],
    ['-0', '0'],
    ['+007', '7'],
    ['1E3', '1000'],
    ['.5', '0.5'],
    ['-1.50e-2', '-0.015'],
    ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
  ])('%s is answered as %s', (text, answer) => {
    expect(formatValue(parseValue({ N: text }))).toEqual({ N: answer });
  });

  it.each([
    ['', 'cannot be converted'],
    ['abc', 'cannot be converted'],
    ['1e', 'cannot be converted'],
    ['0x10', 'cannot be converted'],
    ['Infinity', 'cannot be converted'],
    ['1e126', 'Number overflow'],
    ['-1e126', 'Number overflow'],
    ['1e-131', 'Number underflow'],
    ['1E999999', 'Number overflow'],
    ['100000000000000000000000000000000000001.5', '38 significant digits'],
  ])('%j is refused: %s', (text, words) => {
    expect(() => parseValue({ N: text })).toThrow(words);
  });

  it('adds and subtracts exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        (a, b) => {
          const [left, right] = [numberOf(`${a}E-9`), numberOf(`${b}E-9`)];
          expect(addDecimals(left, right)).toEqual(parseDecimal(`${a + b}E-9`));
          expect(subtractDecimals(left, right)).toEqual(parseDecimal(`${a - b}E-9`));
        },
      ),
    );
  });

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        const number: Decimal = numberOf(text);
        expect(numberOf(formatDecimal(number))).toEqual(number);
      }),
    );
  });
});

describe('an encoded key', () => {
  it('orders numbers by value', () => {
    fc.assert(
      fc.property(numberText, numberText, (a, b) => {
        expect(Math.sign(Buffer.compare(bytesOf(a), bytesOf(b)))).toBe(
          compareDecimals(numberOf(a), numberOf(b)),
        );
      }),
    );
  });

  it('orders numbers that share their first digits', () => {
    const ordered = [
      '-13',
      '-12.31',
      '-12.3',
      '-12',
      '-0.1',
      '-1E-130',
      '0',
      '1E-130',
      '0.1',
      '12',
      '12.3',
      '12.31',
      '13',
      '1E125',
    ];
    const encoded = ordered.map(bytesOf);
    expect([...encoded].sort((a, b) => Buffer.compare(a, b))).toEqual(encoded);
  });

  it('ends a prefix where its successors begin', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.uint8Array(),
        fc.uint8Array(),
        (prefix, rest, other) => {
          const start = Buffer.from(prefix);
          const end = endOfPrefix(start);
          const inRange = (key: Buffer): boolean =>
            Buffer.compare(key, start) >= 0 && (!end || Buffer.compare(key, end) < 0);
          expect(inRange(Buffer.concat([start, rest]))).toBe(true);
          const unrelated = Buffer.from(other);
          expect(inRange(unrelated)).toBe(unrelated.subarray(0, start.length).equals(start));
        },
      ),
    );
  });
});

describe('an attribute value', () => {
  it('survives the store, whatever it and its attributes are called', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), wireValue, { noNullPrototype: true }), (wire) => {
        const item = parseItem(wire);
        expect(formatItem(storedItem.parse(JSON.parse(serialiseItem(item))))).toEqual(formatItem(item));
      }),
    );
  });

  it('may be called __proto__', () => {
    const item = parseItem(JSON.parse('{"__proto__": {"S": "harmless"}}'));
    expect(Object.entries(formatItem(storedItem.parse(JSON.parse(serialiseItem(item)))))).toEqual([
      ['__proto__', { S: 'harmless' }],
    ]);
  });

  it.each([
    [{}, 'is empty'],
    [{ S: 'a', N: '1' }, 'more than one datatypes'],
    [{ X: 'a' }, 'is empty'],
    [{ S: 1 }, 'is empty'],
    ['text', 'is empty'],
    [null, 'is empty'],
    [{ SS: [] }, 'may not be empty'],
    [{ NS: ['1', '1.0'] }, 'duplicates'],
    [{ BS: [Buffer.from('a'), Buffer.from('a')] }, 'duplicates'],
    [{ NULL: false }, 'value of true'],
    [{ M: [] }, 'must be a map'],
  ])('%j is refused: %s', (value, words) => {
    expect(() => parseValue(value)).toThrow(words);
  });

  it('may be nested 32 levels deep and no deeper', () => {
    const nested = (depth: number): WireValue => (depth === 0 ? { S: '' } : { L: [nested(depth - 1)] });
    expect(() => parseValue(nested(32))).not.toThrow();
    expect(() => parseValue(nested(33))).toThrow('Nesting Levels');
  });

  it('equals another with the same members in another order', () => {
    expect(valuesEqual(parseValue({ NS: ['1', '2'] }), parseValue({ NS: ['2.0', '1'] }))).toBe(true);
    expect(
      valuesEqual(
        parseValue({ M: { a: { S: '1' }, b: { L: [] } } }),
        parseValue({ M: { b: { L: [] }, a: { S: '1' } } }),
      ),
    ).toBe(true);
    expect(valuesEqual(parseValue({ L: [{ S: 'a' }] }), parseValue({ L: [{ S: 'b' }] }))).toBe(false);
  });

  it('counts towards the size of its item by its bytes', () => {
    expect(itemSize(parseItem({ pk: { S: 'äb' }, n: { N: '12345' }, l: { L: [{ BOOL: true }] } }))).toBe(
      2 + 3 + (1 + 4) + (1 + 3 + 1 + 1),
    );
  });
});
