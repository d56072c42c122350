import fc from 'fast-check';
import {
  attributeValue,
  booleanValue,
  matches,
  numberValue,
  parseQuery,
  recognizedNumber,
  textValue,
} from './index';
import type { IndexedDocument } from './index';

const device: IndexedDocument = new Map([
  ['thingName', [textValue('Lamp-7')]],
  ['thingGroupNames', [textValue('fleet'), textValue('Site')]],
  ['attributes.issued', [attributeValue('20180630')]],
  ['attributes.model', [attributeValue('M1')]],
  ['attributes.ratio', [attributeValue('1.50')]],
  ['connectivity.connected', [booleanValue(true)]],
  ['connectivity.timestamp', [numberValue(1_700_000_000_000)]],
]);

describe('a query finds a document', () => {
  it.each([
    ['*', true],
    ['lamp-7', true],
    ['site', true],
    ['m1', true],
    ['20180630', true],
    ['true', false],
    ['thingName:LAMP-7', true],
    ['thingname:Lamp-7', false],
    ['thingName:Lamp', false],
    ['thingName:lamp*', true],
    ['thingName:l?mp-*', true],
    ['thingName:*7', true],
    ['thingName:l*p*8', false],
    ['thingGroupNames:site AND thingGroupNames:fleet', true],
    ['thingGroupNames:(a OR fleet)', true],
    ['attributes.issued:20180630.0', true],
    ['attributes.ratio:1.5', true],
    ['attributes.ratio:"1.50"', true],
    ['attributes.issued:[19700101 TO 20180630]', true],
    ['attributes.issued:[19700101 TO 20180630}', false],
    ['attributes.issued<=20180630', true],
    ['attributes.issued<9', false],
    ['attributes.issued<abc', true],
    ['attributes.model>20180630', true],
    ['attributes.model:["a" TO "n"]', true],
    ['attributes.none:*', false],
    ['NOT attributes.none:[1 TO 2]', true],
    ['attributes.model:*', true],
    ['connectivity.connected:true AND connectivity.timestamp : [1600000000000 TO *]', true],
    ['connectivity.timestamp > 1700000000000', false],
    ['thingName:(lamp* AND -lamp-7)', false],
  ])('%s: %s', (query, found) => {
    expect(matches(parseQuery(query), device)).toBe(found);
  });
});

describe('the evaluator', () => {
  const word = fc.stringMatching(/^[a-z]{1,4}$/);
  const value = fc.oneof(word, fc.integer({ min: -50, max: 50 }).map(String));
  const query = value.map((text) => `f:"${text}"`);
  const document = fc
    .option(value, { nil: undefined })
    .map((text): IndexedDocument => new Map(text === undefined ? [] : [['f', [attributeValue(text)]]]));

  it('splits documents in two by any term and its NOT', () => {
    fc.assert(
      fc.property(query, document, (text, held) => {
        expect(matches(parseQuery(`NOT ${text}`), held)).toBe(!matches(parseQuery(text), held));
      }),
    );
  });

  it('says of a range what it says of its two comparisons', () => {
    fc.assert(
      fc.property(value, value, document, (low, high, held) => {
        const range = matches(parseQuery(`f:["${low}" TO "${high}"]`), held);
        expect(matches(parseQuery(`f>="${low}" f<="${high}"`), held)).toBe(range);
        expect(matches(parseQuery(`f:{"${low}" TO *] OR f:"${low}"`), held)).toBe(
          matches(parseQuery(`f>="${low}"`), held),
        );
      }),
    );
  });

  it('matches wildcards as a regular expression would', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 8 });
    const text = fc.stringMatching(/^[ab]{0,10}$/);
    fc.assert(
      fc.property(pattern, text, (parts, held) => {
        const expression = parts.map((part) => part.replace('?', '.').replace('*', '.*')).join('');
        const found = matches(parseQuery(`f:x${parts.join('')}`), new Map([['f', [textValue(`x${held}`)]]]));
        expect(found).toBe(new RegExp(`^x${expression}$`).test(`x${held}`));
      }),
      { numRuns: 1000 },
    );
  });

  it('is not kept busy by a hostile pattern', () => {
    const long = new Map([['f', [textValue('a'.repeat(800))]]]);
    expect(matches(parseQuery(`f:${'a*'.repeat(400)}b`), long)).toBe(false);
  });
});

describe('a value is a number', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['20180630', 20180630],
    ['-1.5E2', -150],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740992', -9007199254740992],
    ['9007199254740992', undefined],
    ['1e400', undefined],
    ['007', undefined],
    ['+1', undefined],
    ['.5', undefined],
    ['1.', undefined],
    ['0x10', undefined],
    ['NaN', undefined],
    ['', undefined],
    ['2018-06-30', undefined],
  ])('%s: %s', (text, number) => {
    expect(recognizedNumber(text)).toBe(number);
  });
});
