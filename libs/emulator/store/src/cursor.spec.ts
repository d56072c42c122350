import { exclusiveStart, openStore, text } from './index';
import type { Cursor, Store } from './index';

describe('a list that is read in pages', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:');
    store.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT PRIMARY KEY) STRICT, WITHOUT ROWID']);
    for (const title of ['b', 'a', '\0', '\u{10ffff}']) {
      store.run('INSERT INTO shelf_books VALUES (?)', title);
    }
  });
  afterEach(() => store.close());

  const statement = 'SELECT title FROM shelf_books WHERE title > ? ORDER BY title LIMIT 2';
  const page = (after: Cursor) =>
    store.all(statement, exclusiveStart(after)).map((row) => text(row, 'title'));

  it('begins with the first of all names where there is no cursor', () => {
    expect(page(undefined)).toEqual(['\0', 'a']);
  });

  it('goes on behind the name that the cursor is', () => {
    expect(page('a')).toEqual(['b', '\u{10ffff}']);
    expect(page('\u{10ffff}')).toEqual([]);
  });

  it('looks up where a page begins, the first one too', () => {
    expect(store.all(`EXPLAIN QUERY PLAN ${statement}`, exclusiveStart(undefined))).toEqual([
      expect.objectContaining({ detail: 'SEARCH shelf_books USING PRIMARY KEY (title>?)' }),
    ]);
  });
});
