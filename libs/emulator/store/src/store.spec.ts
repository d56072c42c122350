import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  StatementError,
  StoreInUseError,
  StoreTooNewError,
  StoreUnusableError,
  integer,
  openStore,
} from './index';
import type { SqlValue, Store } from './index';

describe('the store', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:');
    store.migrate('shelf', ['CREATE TABLE shelf_books (id INTEGER PRIMARY KEY, title TEXT, extra)']);
  });
  afterEach(() => store.close());

  const add = (id: number, title: string, extra: SqlValue = null) =>
    store.run('INSERT INTO shelf_books VALUES (?, ?, ?)', id, title, extra);
  const titles = () => store.all('SELECT title FROM shelf_books ORDER BY id').map((row) => row['title']);

  it('gives back every kind of value as it was put in', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constant(null),
    );
    fc.assert(
      fc.property(value, (extra) => {
        store.run('INSERT OR REPLACE INTO shelf_books VALUES (1, ?, ?)', 'a', extra);
        const expected = { title: 'a', extra };
        expect(store.get('SELECT title, extra FROM shelf_books WHERE id = ?', 1)).toEqual(expected);
        expect(store.all('SELECT title, extra FROM shelf_books')).toEqual([expected]);
        expect([...store.iterate('SELECT title, extra FROM shelf_books')]).toEqual([expected]);
      }),
    );
  });

  it.each(['\0', 'a\0b', '\u0001', '\u0001\u0001', '\u0002\u0001\0', '\0\u0001\u0002'])(
    'cuts no text at a NUL, which the driver would: %j',
    (extra) => {
      store.run('INSERT INTO shelf_books VALUES (1, ?, ?)', 'a', extra);
      expect(store.get('SELECT extra FROM shelf_books WHERE extra = ?', extra)).toEqual({ extra });
    },
  );

  it('orders texts with a NUL as their bytes are ordered', () => {
    const text = fc.array(fc.constantFrom('\0', '\u0001', '\u0002', 'a', '/', 'ü'), { maxLength: 4 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [left, right] = [one.join(''), other.join('')];
        const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
        const sql = 'SELECT (?1 > ?2) - (?1 < ?2) AS sign';
        expect(store.get(sql, left, right)).toEqual({ sign: order });
      }),
    );
  });

  it('keeps a whole number in a text column as that number, not as "1.0"', () => {
    store.run('INSERT INTO shelf_books (title) VALUES (?)', 1);
    expect(titles()).toEqual(['1']);
  });

  it('answers nothing for a row that is not there, and says how many rows a write changed', () => {
    expect(store.get('SELECT * FROM shelf_books WHERE id = 7')).toBeUndefined();
    expect(add(1, 'a')).toEqual({ changes: 1 });
    expect(store.run('DELETE FROM shelf_books')).toEqual({ changes: 1 });
    expect(store.run('DELETE FROM shelf_books')).toEqual({ changes: 0 });
    expect(store.get('INSERT INTO shelf_books (title) VALUES (?) RETURNING title', 'b')).toEqual({
      title: 'b',
    });
  });

  it('iterates over many rows while the same table is read and written', () => {
    store.transaction(() => {
      for (let id = 0; id < 450; id += 1) {
        add(id, `t${id}`);
      }
    });
    const sql = 'SELECT id FROM shelf_books WHERE id < ? ORDER BY id';
    let seen = 0;
    for (const row of store.iterate(sql, 450)) {
      expect(store.get('SELECT title FROM shelf_books WHERE id = ?', row['id'] ?? null)).toBeDefined();
      expect(store.iterate(sql, 450).next().value).toEqual({ id: 0 });
      add(1000 + seen, 'new');
      seen += 1;
    }
    expect(seen).toBe(450);
  });

  it('undoes a failed transaction, and of a nested one its own part only', () => {
    store.transaction(() => {
      add(1, 'outer');
      expect(() =>
        store.transaction(() => {
          add(2, 'inner');
          throw new Error('no');
        }),
      ).toThrow('no');
      store.transaction(() => add(3, 'second inner'));
    });
    expect(titles()).toEqual(['outer', 'second inner']);
    expect(() =>
      store.transaction(() => {
        add(4, 'lost');
        throw new Error('all');
      }),
    ).toThrow('all');
    expect(titles()).toEqual(['outer', 'second inner']);
    expect(store.transaction(() => 42)).toBe(42);
  });

  it('refuses to be a transaction around a promise', () => {
    expect(() => store.transaction(() => Promise.resolve(add(1, 'a')))).toThrow('cannot await');
    expect(titles()).toEqual([]);
  });

  it('names the statement and the constraint when SQLite refuses', () => {
    add(1, 'a');
    const refusal = thrownBy(() => add(1, 'b'));
    expect(refusal).toBeInstanceOf(StatementError);
    expect(refusal).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY', isConstraint: true });
    expect(() => store.get('SELECT nothing FROM shelf_books')).toThrow(/syntax error.*SELECT nothing/);
    expect(() => store.run('SELECT 1')).toThrow('use get() or all()');
    expect(() => store.one('SELECT 1 WHERE 0')).toThrow('use get() for: SELECT 1 WHERE 0');
  });

  it('applies each schema step of a component once, and refuses a store from a newer version', () => {
    const steps = ['CREATE TABLE attic_a (x); CREATE TABLE attic_b (x)', 'INSERT INTO attic_a VALUES (1)'];
    store.migrate('attic', steps.slice(0, 1));
    store.migrate('attic', steps);
    store.migrate('attic', steps);
    expect(store.all('SELECT x FROM attic_a')).toEqual([{ x: 1 }]);
    expect(() => store.migrate('attic', steps.slice(0, 1))).toThrow(StoreTooNewError);
  });

  it('keeps nothing of a schema step that fails half way', () => {
    expect(() => store.migrate('attic', ['CREATE TABLE attic_a (x); SELECT broken'])).toThrow();
    store.migrate('attic', ['CREATE TABLE attic_a (x)']);
    expect(store.all('SELECT * FROM attic_a')).toEqual([]);
  });
});

describe('the store on disk', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'emulator-store-'));
    path = join(directory, 'deeper', 'cloud.db');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is readable by its owner only, log included, and is there after a restart', () => {
    const first = openStore(path);
    first.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT)']);
    first.run('INSERT INTO shelf_books VALUES (?)', 'a');
    expect(statSync(join(directory, 'deeper')).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    first.close();
    first.close();
    const second = openStore(path);
    expect(second.all('SELECT title FROM shelf_books')).toEqual([{ title: 'a' }]);
    second.close();
  });

  it('keeps what was acknowledged when its process is killed, and frees the lock', async () => {
    const writer = spawn(process.execPath, ['-e', killedWriter, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const chunk of writer.stdout) {
      acknowledged += String(chunk).split('\n').length - 1;
      if (acknowledged >= 20) {
        break;
      }
    }
    writer.kill('SIGKILL');
    if (writer.exitCode === null && writer.signalCode === null) {
      await once(writer, 'exit');
    }
    const store = openStore(path);
    expect(integer(store.one('SELECT count(*) AS n FROM t'), 'n')).toBeGreaterThanOrEqual(acknowledged);
    store.close();
  });

  it('says so when another process has it open', () => {
    const store = openStore(path);
    const other = spawnSync(process.execPath, ['-e', otherOpener, path], { encoding: 'utf8' });
    expect(other.stdout).toBe('SQLITE_BUSY');
    expect(() => openStore(path)).toThrow(StoreInUseError);
    expect(() => openStore(path)).toThrow(/in use by another process/);
    store.close();
    openStore(path).close();
  });

  it('says so when the file is no database or cannot be made', () => {
    const garbage = join(directory, 'garbage.db');
    writeFileSync(garbage, 'not a database'.repeat(1000));
    expect(() => openStore(garbage)).toThrow(StoreUnusableError);
    chmodSync(garbage, 0o600);
    expect(() => openStore(join(garbage, 'below-a-file.db'))).toThrow(StoreUnusableError);
    expect(() => openStore(join(garbage, 'folder', 'below-a-file.db'))).toThrow(StoreUnusableError);
  });

  it('says so where the system makes no directories, and at once', () => {
    const nowhere = '/proc/local-cloud/data/cloud.db';
    expect(() => openStore(nowhere)).toThrow(StoreUnusableError);
    expect(() => openStore(nowhere)).toThrow(`cannot use ${nowhere} as the store`);
  });

  it('makes the directories above its file, for its owner alone', () => {
    const folder = join(directory, 'a', 'b');
    openStore(join(folder, 'store.db')).close();
    for (const made of [folder, join(directory, 'a')]) {
      expect(statSync(made).mode & 0o777).toBe(0o700);
    }
  });

  it('does not let its log grow without end, not even after an iteration that was left early', () => {
    const store = openStore(path);
    store.migrate('shelf', ['CREATE TABLE shelf_books (title TEXT)']);
    store.transaction(() => {
      for (let id = 0; id < 300; id += 1) {
        store.run('INSERT INTO shelf_books VALUES (?)', 'x'.repeat(100));
      }
    });
    for (const row of store.iterate('SELECT title FROM shelf_books')) {
      expect(row['title']).toHaveLength(100);
      break;
    }
    expect(store.get('PRAGMA wal_checkpoint(TRUNCATE)')).toMatchObject({ busy: 0 });
    expect(statSync(`${path}-wal`).size).toBe(0);
    store.close();
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const libsqlPath = JSON.stringify(require.resolve('libsql'));

const killedWriter = `
  const Database = require(${libsqlPath});
  const fs = require('node:fs');
  fs.mkdirSync(require('node:path').dirname(process.argv[1]), { recursive: true });
  const db = new Database(process.argv[1]);
  db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (n)');
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  for (let n = 0; ; n += 1) { insert.run([n]); fs.writeSync(1, n + '\\n'); }
`;

const otherOpener = `
  const Database = require(${libsqlPath});
  try { new Database(process.argv[1]).exec('BEGIN EXCLUSIVE; COMMIT'); process.stdout.write('opened'); }
  catch (error) { process.stdout.write(error.code); }
`;
