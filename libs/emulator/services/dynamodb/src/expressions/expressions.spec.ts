import fc from 'fast-check';
import { formatItem } from '../values/attribute-value';
import type { WireItem } from '../values/attribute-value';
import { parseItem } from '../values/parse-value';
import { satisfies } from './condition-evaluator';
import { parseCondition } from './condition-parser';
import { project } from './document-path';
import { Placeholders } from './placeholders';
import { parseProjection } from './projection-parser';

const values = {
  ':one': { N: '1' },
  ':two': { N: '2' },
  ':ten': { N: '10' },
  ':text': { S: 'device-7' },
  ':prefix': { S: 'device' },
  ':type': { S: 'M' },
  ':red': { S: 'red' },
  ':colours': { SS: ['red', 'blue'] },
  ':list': { L: [{ S: 'x' }] },
  ':map': { M: {} },
};
const names = { '#n': 'name', '#dot': 'a.b', '#status': 'status' };

const item = parseItem({
  pk: { S: 'device-7' },
  count: { N: '2' },
  total: { N: '2' },
  level: { N: '9' },
  colour: { S: 'red' },
  colours: { SS: ['red', 'green'] },
  tags: { L: [{ S: 'a' }, { S: 'b' }, { M: { deep: { N: '5' } } }] },
  owner: { M: { address: { M: { town: { S: 'Bern' } } } } },
  name: { S: 'thing' },
  'a.b': { S: 'dotted' },
  bytes: { B: Buffer.from([1, 2, 3]) },
});

function holds(expression: string): boolean {
  return satisfies(item, parseCondition('ConditionExpression', expression, new Placeholders(names, values)));
}

describe('a condition', () => {
  it.each([
    ['pk = :text', true],
    ['pk <> :text', false],
    ['#n = :text', false],
    ['#dot = :text', false],
    ['attribute_exists(#dot)', true],
    ['attribute_not_exists(absent)', true],
    ['attribute_exists(tags[2].deep)', true],
    ['attribute_exists(tags[3])', false],
    ['attribute_type(owner, :type)', true],
    ['begins_with(pk, :prefix)', true],
    ['begins_with(colour, :prefix)', false],
    ['contains(colours, :red)', true],
    ['contains(colour, :red)', true],
    ['contains(tags, :red)', false],
    ['size(tags) > :two', true],
    ['size(#b) >= :ten', false],
    ['level > :two', true],
    ['level < :ten', true],
    ['level BETWEEN :two AND :ten', true],
    ['level IN (:one, :two)', false],
    ['colour IN (:text, :red)', true],
    ['absent < :two', false],
    ['absent <> :two', true],
    ['level = :red', false],
    ['level < :red', false],
    ['NOT level = :red', true],
    ['total = total', true],
    ['not colour = :red or level > :two', true],
    ['(colour = :red OR level = :one) AND attribute_exists(absent)', false],
    ['colour = :red OR level = :one AND attribute_exists(absent)', true],
    ['NOT (colour = :red AND NOT colour = :text)', false],
    ['owner.address.town > :prefix', false],
  ])('%s is %s', (expression, expected) => {
    const renamed = expression.replaceAll('level', '#l').replaceAll('total', '#t').replaceAll('owner', '#o');
    const all = { ...names, '#l': 'level', '#t': 'total', '#o': 'owner', '#b': 'bytes' };
    const placeholders = new Placeholders(all, values);
    expect(satisfies(item, parseCondition('ConditionExpression', renamed, placeholders))).toBe(expected);
  });

  it.each([
    ['', 'Invalid ConditionExpression: The expression can not be empty'],
    ['pk =', 'Syntax error; token: "<EOF>"'],
    ['pk = :text pk', 'Syntax error; token: "pk"'],
    ['pk == :text', 'Syntax error; token: "="'],
    ['pk = "text"', 'Syntax error; token: """'],
    ['(pk = :text', 'Syntax error'],
    ['name = :text', 'reserved keyword: name'],
    ['#missing = :text', 'attribute name: #missing'],
    ['pk = :missing', 'attribute value: :missing'],
    ['unknown(pk)', 'Invalid function name; function: unknown'],
    ['begins_with(pk, :one)', 'operand type: N'],
    ['attribute_type(pk, :red)', 'Invalid attribute type name found'],
    ['pk = size', 'reserved keyword: size'],
    ['tags[x] = :one', 'Syntax error'],
    ['tags[99999999999] = :one', 'not within the allowable range'],
    [`${'('.repeat(2000)}pk = :text${')'.repeat(2000)}`, 'nested more than'],
    [`${'NOT '.repeat(900)}pk = :text`, 'nested more than'],
    ['x'.repeat(5000), 'maximum allowed size'],
  ])('%.40s is refused: %s', (expression, words) => {
    expect(() => holds(expression)).toThrow(words);
  });

  it('obeys the laws of logic, whatever its parts', () => {
    const part = fc.constantFrom(
      'count = :two',
      'attribute_exists(absent)',
      'colour <> :red',
      'size(tags) > :one',
    );
    const all = (expression: string): boolean => {
      const placeholders = new Placeholders({ '#c': 'count' }, values);
      return satisfies(
        item,
        parseCondition('FilterExpression', expression.replaceAll('count', '#c'), placeholders),
      );
    };
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        expect(all(`NOT (${a} AND ${b})`)).toBe(all(`NOT ${a} OR NOT ${b}`));
        expect(all(`${a} AND (${b} OR ${c})`)).toBe(all(`${a} AND ${b} OR ${a} AND ${c}`));
        expect(all(`NOT NOT ${a}`)).toBe(all(a));
      }),
    );
  });

  it('is parsed or refused, and nothing else, whatever it says', () => {
    const fragment = fc.constantFrom(
      'pk',
      '=',
      ':one',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      'BETWEEN',
      'IN',
      ',',
      '#n',
      '[',
      '1',
      ']',
      '.',
      'size',
      'contains',
      '<>',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 20 }), (fragments) => {
        try {
          holds(fragments.join(' '));
        } catch (error) {
          expect(error).toHaveProperty('code', 'ValidationException');
        }
      }),
    );
  });
});

describe('placeholders', () => {
  it('must all be used', () => {
    const placeholders = new Placeholders({ '#a': 'a', '#b': 'b' }, undefined);
    parseCondition('ConditionExpression', 'attribute_exists(#a)', placeholders);
    expect(() => placeholders.refuseUnused()).toThrow(
      'ExpressionAttributeNames unused in expressions: keys: {#b}',
    );
  });

  it.each([[{ a: 'x' }], [{ '#': 'x' }], [{ '#a b': 'x' }]])('%j is no key for a name', (badNames) => {
    expect(() => new Placeholders(badNames, undefined)).toThrow('contains invalid key');
  });
});

describe('a projection', () => {
  const shown = (expression: string): WireItem =>
    formatItem(project(item, parseProjection(expression, new Placeholders({ '#o': 'owner' }, undefined))));

  it('shows what it names, and closes lists up', () => {
    expect(shown('pk, tags[2].deep, tags[0], #o.address.town, absent')).toEqual({
      pk: { S: 'device-7' },
      tags: { L: [{ S: 'a' }, { M: { deep: { N: '5' } } }] },
      owner: { M: { address: { M: { town: { S: 'Bern' } } } } },
    });
  });

  it.each(['tags, tags[0]', 'pk, pk', '#o.address, #o.address.town'])(
    'refuses %s, whose paths overlap',
    (expression) => {
      expect(() => shown(expression)).toThrow('overlap');
    },
  );

  it('refuses to see a map and a list in one place', () => {
    expect(() => shown('tags[0], tags.x')).toThrow('conflict');
  });
});
