import fc from 'fast-check';
import { formatItem } from '../values/attribute-value';
import type { WireItem, WireValue } from '../values/attribute-value';
import { parseItem } from '../values/parse-value';
import { Placeholders } from './placeholders';
import { applyUpdate } from './update-evaluator';
import { parseUpdate } from './update-parser';

function updated(before: WireItem, expression: string, values?: Record<string, WireValue>): WireItem {
  const actions = parseUpdate(expression, new Placeholders(undefined, values));
  return formatItem(applyUpdate(parseItem(before), actions));
}

const texts = (...members: string[]): WireValue => ({ L: members.map((S) => ({ S })) });
const wrongPath = 'The document path provided in the update expression is invalid for update';
const wrongType = 'An operand in the update expression has an incorrect data type';

describe('SET', () => {
  it('replaces, creates, and reaches into maps and lists', () => {
    const before = { a: { S: 'old' }, m: { M: { l: texts('x', 'y') } } };
    expect(updated(before, 'SET a = :v, b = :v, m.l[1] = :v, m.n = :v', { ':v': { S: 'new' } })).toEqual({
      a: { S: 'new' },
      b: { S: 'new' },
      m: { M: { l: texts('x', 'new'), n: { S: 'new' } } },
    });
  });

  it('sees the item as it was before, so that two attributes can be exchanged', () => {
    expect(updated({ a: { S: '1' }, b: { S: '2' } }, 'SET a = b, b = a')).toEqual({
      a: { S: '2' },
      b: { S: '1' },
    });
  });

  it('calculates with numbers that no double holds', () => {
    const before = { n: { N: '99999999999999999999999999999999999998' } };
    expect(updated(before, 'SET n = n + :one', { ':one': { N: '1' } })).toEqual({
      n: { N: '99999999999999999999999999999999999999' },
    });
  });

  it('starts counters and lists that are not there yet', () => {
    const values = { ':zero': { N: '0' }, ':one': { N: '1' }, ':none': texts(), ':x': texts('x') };
    const expression = 'SET n = if_not_exists(n, :zero) + :one, l = list_append(if_not_exists(l, :none), :x)';
    const once = updated({}, expression, values);
    expect(once).toEqual({ n: { N: '1' }, l: texts('x') });
    expect(updated(once, expression, values)).toEqual({ n: { N: '2' }, l: texts('x', 'x') });
  });

  it('appends what lies beyond the end of a list by its index, whatever stands between', () => {
    const values = { ':nine': { S: 'nine' }, ':five': { S: 'five' } };
    expect(updated({ l: texts('zero') }, 'SET l[9] = :nine, c = :nine, l[5] = :five', values)).toEqual({
      l: texts('zero', 'five', 'nine'),
      c: { S: 'nine' },
    });
  });

  it('refuses a place whose surroundings do not exist', () => {
    expect(() => updated({}, 'SET a.b = :v', { ':v': { S: 'x' } })).toThrow(wrongPath);
    expect(() => updated({ a: { S: 'x' } }, 'SET a[0] = :v', { ':v': { S: 'x' } })).toThrow(wrongPath);
  });

  it('refuses to calculate with what is no number, or not there', () => {
    expect(() => updated({ a: { S: '1' } }, 'SET a = a + :v', { ':v': { N: '1' } })).toThrow(wrongType);
    expect(() => updated({}, 'SET a = a + :v', { ':v': { N: '1' } })).toThrow('does not exist in the item');
  });
});

describe('REMOVE', () => {
  it('takes the elements that the list had before, in whatever order and company they are named', () => {
    expect(updated({ l: texts('0', '1', '2', '3'), b: { S: 'x' } }, 'REMOVE l[0], b, l[1]')).toEqual({
      l: texts('2', '3'),
    });
    const element = fc.integer({ min: 0, max: 11 });
    fc.assert(
      fc.property(
        fc.uniqueArray(element, { minLength: 1, maxLength: 12 }),
        fc.shuffledSubarray(['a', 'm.x', 'z']),
        fc.infiniteStream(fc.nat()),
        (indexes, others, places) => {
          const members = Array.from({ length: 10 }, (_, index) => String(index));
          const paths = indexes.map((index) => `l[${index}]`);
          for (const other of others) {
            paths.splice((places.next().value ?? 0) % (paths.length + 1), 0, other);
          }
          const before = { l: texts(...members), m: { M: { x: { S: 'x' } } } };
          const after = updated(before, `REMOVE ${paths.join(', ')}`);
          expect(after['l']).toEqual(texts(...members.filter((member) => !indexes.includes(Number(member)))));
        },
      ),
    );
  });

  it('leaves alone what SET has just appended', () => {
    expect(
      updated({ l: texts('0', '1') }, 'SET l[7] = :v REMOVE l[2], l[0]', { ':v': { S: 'new' } }),
    ).toEqual({
      l: texts('1', 'new'),
    });
  });

  it('takes what is not there for removed, but refuses a place whose surroundings do not exist', () => {
    const before = { m: { M: {} }, l: texts() };
    expect(updated(before, 'REMOVE a, m.x, l[3]')).toEqual(before);
    expect(() => updated(before, 'REMOVE a.b')).toThrow(wrongPath);
    expect(() => updated(before, 'REMOVE m[0]')).toThrow(wrongPath);
  });
});

describe('ADD and DELETE', () => {
  it('add to a number, which is 0 as long as it is not there', () => {
    expect(updated({}, 'ADD n :v', { ':v': { N: '-1.5' } })).toEqual({ n: { N: '-1.5' } });
    expect(updated({ n: { N: '1' } }, 'ADD n :v', { ':v': { N: '-1' } })).toEqual({ n: { N: '0' } });
  });

  it('unite sets and take members from them, and no empty set is left', () => {
    const set = (...members: string[]): WireItem => ({ s: { SS: members } });
    expect(updated(set('a', 'b'), 'ADD s :v', { ':v': { SS: ['b', 'c'] } })).toEqual(set('a', 'b', 'c'));
    expect(updated(set('a', 'b'), 'DELETE s :v', { ':v': { SS: ['b', 'c'] } })).toEqual(set('a'));
    expect(updated(set('a'), 'DELETE s :v', { ':v': { SS: ['a'] } })).toEqual({});
  });

  it('know a number in a set however it is written', () => {
    const before = { s: { NS: ['1', '2'] } };
    expect(updated(before, 'DELETE s :v', { ':v': { NS: ['1.0E0'] } })).toEqual({ s: { NS: ['2'] } });
  });

  it('refuse operands that do not fit', () => {
    expect(() => updated({ s: { NS: ['1'] } }, 'ADD s :v', { ':v': { SS: ['1'] } })).toThrow(wrongType);
    expect(() => updated({}, 'ADD s :v', { ':v': { S: '1' } })).toThrow(/operator: ADD, operand type: S/);
    expect(() => updated({}, 'DELETE s :v', { ':v': { N: '1' } })).toThrow(/operator: DELETE/);
  });
});

describe('an update expression', () => {
  it.each([
    ['SET a = :v SET b = :v', /"SET" section can only be used once/],
    ['SET a = :v, a.b = :v', /paths overlap/],
    ['SET a.b = :v, a[0] = :v', /paths conflict/],
    ['SET a = :v + :v + :v', /Syntax error; token: "\+"/],
    ['SET a = size(b)', /Invalid function name; function: size/],
    ['SET status = :v', /reserved keyword; reserved keyword: status/],
    ['SET a = :other', /not defined; attribute value: :other/],
    ['SET #a = :v', /not defined; attribute name: #a/],
    ['a = :v', /Syntax error; token: "a"/],
    ['   ', /can not be empty/],
  ])('%s is refused', (expression, message) => {
    expect(() => updated({}, expression, { ':v': { N: '1' } })).toThrow(message);
  });
});
