import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlushingStore, openStore } from './index';
import type { OpenStore } from './index';
import { LogSync } from './log-sync';

describe('a store that is flushed', () => {
  let directory: string;
  let store: OpenStore;
  let flushes: number;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'emulator-store-'));
    store = openStore(join(directory, 'cloud.db'));
    flushes = 0;
    const flush = store.flush.bind(store);
    jest.spyOn(store, 'flush').mockImplementation(() => {
      flushes += 1;
      flush();
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    store.close();
    rmSync(directory, { recursive: true });
  });

  it('is flushed after each write, and once after a transaction', async () => {
    const flushing = new FlushingStore(store);
    flushing.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT PRIMARY KEY) STRICT']);
    flushing.run('INSERT INTO shelf_books VALUES (?)', 'a');
    expect(flushes).toBe(2);
    flushing.transaction(() => {
      flushing.run('INSERT INTO shelf_books VALUES (?)', 'b');
      flushing.transaction(() => flushing.run('INSERT INTO shelf_books VALUES (?)', 'c'));
      expect(flushes).toBe(2);
    });
    expect(flushes).toBe(3);
    await flushing.durable();
  });

  it('is not flushed by a transaction that fails, nor by reading', () => {
    const flushing = new FlushingStore(store);
    flushing.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT PRIMARY KEY) STRICT']);
    expect(() =>
      flushing.transaction(() => {
        flushing.run('INSERT INTO shelf_books VALUES (?)', 'a');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(flushing.get('SELECT * FROM shelf_books')).toBeUndefined();
    expect(flushing.all('SELECT * FROM shelf_books')).toEqual([]);
    expect([...flushing.iterate('SELECT * FROM shelf_books')]).toEqual([]);
    expect(flushing.one('SELECT count(*) AS n FROM shelf_books')).toEqual({ n: 0 });
    expect(flushes).toBe(1);
  });

  it('knows that a transaction has written when it ends, though it was flushed in the middle', async () => {
    store.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT PRIMARY KEY) STRICT']);
    await store.durable();
    const synced = jest.spyOn(LogSync.prototype, 'isBehind', 'get');
    store.transaction(() => {
      store.run('INSERT INTO shelf_books VALUES (?)', 'a');
      store.flush();
    });
    store.flush();
    expect(synced.mock.results.map(({ value }) => value as unknown)).toEqual([true, true]);
    store.transaction(() => store.all('SELECT * FROM shelf_books'));
    store.flush();
    expect(synced.mock.results.at(-1)?.value).toBe(false);
  });

  it('is on the disk for who waits, and closes while the disk is busy', async () => {
    store.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT PRIMARY KEY) STRICT']);
    store.run('INSERT INTO shelf_books VALUES (?)', 'a');
    const durable = store.durable();
    store.close();
    await durable;
    store = openStore(join(directory, 'cloud.db'));
    expect(store.all('SELECT * FROM shelf_books')).toEqual([{ title: 'a' }]);
  });
});
