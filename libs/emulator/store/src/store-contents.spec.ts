import { LeaseEndedError, StoreLease, openStore } from './index';
import type { OpenStore } from './index';

describe('what a store has remembered', () => {
  let store: OpenStore;
  beforeEach(() => {
    store = openStore(':memory:');
    store.migrate('shelf', [
      `CREATE TABLE shelf_books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, cover BLOB) STRICT;
       CREATE TABLE shelf_loans (
         book INTEGER NOT NULL REFERENCES shelf_books (id) ON DELETE CASCADE, reader TEXT NOT NULL, PRIMARY KEY (book)
       ) STRICT, WITHOUT ROWID`,
    ]);
    store.run('INSERT INTO shelf_books (title, cover) VALUES (?, ?)', 'a\0b', Buffer.from([0, 255]));
    store.run('INSERT INTO shelf_loans VALUES (1, ?)', 'Ann');
  });
  afterEach(() => store.close());

  const everything = () => [
    store.all('SELECT * FROM shelf_books ORDER BY id'),
    store.all('SELECT * FROM shelf_loans'),
    store.all('SELECT * FROM store_schema_steps'),
  ];

  it('comes back in place of what was stored, changed and deleted since', () => {
    const before = everything();
    const putBack = store.remember();
    store.run('INSERT INTO shelf_books (title) VALUES (?)', 'c');
    store.run('INSERT INTO shelf_loans VALUES (2, ?)', 'Bob');
    store.run('DELETE FROM shelf_books WHERE id = 1');
    putBack();
    expect(everything()).toEqual(before);
    store.run('DELETE FROM shelf_books');
    putBack();
    expect(everything()).toEqual(before);
  });

  it('has the counters of rows as well, and leaves references enforced', () => {
    const putBack = store.remember();
    store.run('INSERT INTO shelf_books (title) VALUES (?)', 'c');
    putBack();
    expect(store.get('INSERT INTO shelf_books (title) VALUES (?) RETURNING id', 'd')).toEqual({ id: 2 });
    expect(() => store.run('INSERT INTO shelf_loans VALUES (9, ?)', 'Bob')).toThrow('FOREIGN KEY');
  });

  it('comes back under a reader in the middle of a list, who has come to its end', () => {
    const putBack = store.remember();
    store.run('INSERT INTO shelf_books (title) VALUES (?)', 'c');
    const rows = store.iterate('SELECT title FROM shelf_books ORDER BY id');
    expect(rows.next().value).toEqual({ title: 'a\0b' });
    putBack();
    expect([...rows]).toEqual([]);
  });
});

it('a lease of a store gives what the store gives until it ends, and then nothing', () => {
  const store = openStore(':memory:');
  const lease = new StoreLease(store);
  lease.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT PRIMARY KEY) STRICT']);
  lease.transaction(() => lease.run('INSERT INTO shelf_books VALUES (?)', 'a'));
  expect(lease.get('SELECT * FROM shelf_books')).toEqual({ title: 'a' });
  expect(lease.one('SELECT * FROM shelf_books')).toEqual({ title: 'a' });
  expect(lease.all('SELECT * FROM shelf_books')).toEqual([{ title: 'a' }]);
  expect([...lease.iterate('SELECT * FROM shelf_books')]).toEqual([{ title: 'a' }]);
  lease.close();
  expect(() => lease.run('DELETE FROM shelf_books')).toThrow(LeaseEndedError);
  expect(() => lease.transaction(() => undefined)).toThrow(LeaseEndedError);
  expect(store.all('SELECT * FROM shelf_books')).toEqual([{ title: 'a' }]);
  store.close();
});
