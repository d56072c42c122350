import * as z from 'zod';
import {
  StoreError,
  UnexpectedColumnError,
  bytes,
  date,
  flag,
  integer,
  json,
  number,
  oneOf,
  openStore,
  optionalBytes,
  optionalDate,
  optionalInteger,
  optionalText,
  text,
} from './index';
import type { Row, SqlValue, Store } from './index';

const shape = z.object({ pages: z.number() });
const colours = ['red', 'blue'] as const;

/** Every way to read a column, by its name. */
const readers = {
  text,
  optionalText,
  integer,
  optionalInteger,
  number,
  date,
  optionalDate,
  flag,
  bytes,
  optionalBytes,
  oneOf: (row: Row, column: string) => oneOf(row, column, colours),
  json: (row: Row, column: string) => json(row, column, shape),
};

describe('columns of a row', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:');
    store.migrate('shelf', ['CREATE TABLE shelf_books (extra)']);
  });
  afterEach(() => store.close());

  function stored(extra: SqlValue): Row {
    store.run('INSERT INTO shelf_books VALUES (?)', extra);
    return store.one('SELECT extra FROM shelf_books');
  }

  it.each<[keyof typeof readers, SqlValue, unknown]>([
    ['text', 'null', 'null'],
    ['text', '', ''],
    ['optionalText', 'a', 'a'],
    ['optionalText', null, undefined],
    ['integer', 0, 0],
    ['integer', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['optionalInteger', -1, -1],
    ['optionalInteger', null, undefined],
    ['number', 1.5, 1.5],
    ['date', 1_000, new Date(1_000)],
    ['optionalDate', 0, new Date(0)],
    ['optionalDate', null, undefined],
    ['flag', 1, true],
    ['flag', 0, false],
    ['bytes', Buffer.from('ab'), Buffer.from('ab')],
    ['optionalBytes', Buffer.from('ab'), Buffer.from('ab')],
    ['optionalBytes', null, undefined],
    ['oneOf', 'blue', 'blue'],
    ['json', '{"pages":3}', { pages: 3 }],
  ])('%s reads %j', (name, value, expected) => {
    expect(readers[name](stored(value), 'extra')).toEqual(expected);
  });

  it.each<[keyof typeof readers, SqlValue, string]>([
    ['text', null, 'text'],
    ['text', 1, 'text'],
    ['text', Buffer.from('a'), 'text'],
    ['optionalText', 1, 'text'],
    ['integer', null, 'a whole number'],
    ['integer', '1', 'a whole number'],
    ['integer', 1.5, 'a whole number'],
    ['integer', 2n ** 60n, 'a whole number'],
    ['optionalInteger', 'a', 'a whole number'],
    ['number', '1.5', 'a number'],
    ['date', null, 'a whole number'],
    ['date', 8_640_000_000_000_001, 'a time'],
    ['optionalDate', 'a', 'a whole number'],
    ['flag', 2, '0 or 1'],
    ['flag', null, '0 or 1'],
    ['bytes', 'ab', 'bytes'],
    ['optionalBytes', 'ab', 'bytes'],
    ['oneOf', 'green', 'one of red, blue'],
    ['oneOf', null, 'one of red, blue'],
    ['json', null, 'text'],
    ['json', '{', 'JSON of the shape that this version writes'],
    ['json', '{"pages":"3"}', 'JSON of the shape that this version writes'],
  ])('%s refuses %p by the name of the column', (name, value, expected) => {
    const row = stored(value);
    const refusal = thrownBy(() => readers[name](row, 'extra'));
    expect(refusal).toBeInstanceOf(StoreError);
    expect(refusal).toBeInstanceOf(UnexpectedColumnError);
    expect(refusal).toMatchObject({
      column: 'extra',
      message: `column "extra" does not hold ${expected}: the data directory is damaged or was changed from outside; use another one`,
    });
  });

  it.each(Object.entries(readers))('%s refuses a column that the row does not have', (_name, read) => {
    expect(() => read(stored('a'), 'other')).toThrow(UnexpectedColumnError);
  });

  it('keeps what was wrong with the JSON as the cause', () => {
    const refusal = thrownBy(() => json(stored('{"pages":"3"}'), 'extra', shape));
    expect(refusal).toMatchObject({ cause: { issues: [{ path: ['pages'] }] } });
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
