import { bytes, integer, json, optionalInteger, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { TableFigures } from '../tables/table-description';
import type { TableIndex, TableRecord } from '../tables/table-record';
import type { Item } from '../values/attribute-value';
import { itemSize } from '../values/item-size';
import { serialiseItem, storedItem } from '../values/stored-item';
import { keyInIndex } from './item-key';
import type { ItemKey } from './item-key';
import { queryOf } from './read-plan';
import type { ReadPlan } from './read-plan';
import { expiryOf } from './item-expiry';

const schema = [
  `CREATE TABLE dynamodb_items (
     table_id TEXT NOT NULL,
     pk BLOB NOT NULL,
     sk BLOB NOT NULL,
     size INTEGER NOT NULL,
     expires_at INTEGER,
     item TEXT NOT NULL,
     PRIMARY KEY (table_id, pk, sk)
   );
   CREATE INDEX dynamodb_items_expiry ON dynamodb_items (expires_at) WHERE expires_at IS NOT NULL;
   CREATE TABLE dynamodb_index_entries (
     table_id TEXT NOT NULL,
     index_name TEXT NOT NULL,
     ipk BLOB NOT NULL,
     isk BLOB NOT NULL,
     pk BLOB NOT NULL,
     sk BLOB NOT NULL,
     PRIMARY KEY (table_id, index_name, ipk, isk, pk, sk)
   ) WITHOUT ROWID;
   CREATE INDEX dynamodb_index_entries_item ON dynamodb_index_entries (table_id, pk, sk);`,
];

/** Keeps the items of all tables, and their entries in indexes. */
export class ItemRepository {
  constructor(private readonly store: Store) {
    store.migrate('dynamodb_items', schema);
  }

  /** Runs `work` in one transaction. */
  atomically<T>(work: () => T): T {
    return this.store.transaction(work);
  }

  get(table: TableRecord, key: ItemKey): Item | undefined {
    const row = this.store.get(
      'SELECT item FROM dynamodb_items WHERE table_id = ? AND pk = ? AND sk = ?',
      table.id,
      key.partition,
      key.sort,
    );
    return row && itemOf(row);
  }

  put(table: TableRecord, key: ItemKey, item: Item): void {
    this.store.transaction(() => {
      this.store.run(
        `INSERT INTO dynamodb_items (table_id, pk, sk, size, expires_at, item) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (table_id, pk, sk) DO UPDATE
         SET size = excluded.size, expires_at = excluded.expires_at, item = excluded.item`,
        table.id,
        key.partition,
        key.sort,
        itemSize(item),
        expiryOf(item, table.timeToLiveAttribute) ?? null,
        serialiseItem(item),
      );
      this.enterIndexes(table, table.indexes, key, item);
    });
  }

  delete(table: TableRecord, key: ItemKey): void {
    this.store.transaction(() => {
      this.store.run(
        'DELETE FROM dynamodb_items WHERE table_id = ? AND pk = ? AND sk = ?',
        table.id,
        key.partition,
        key.sort,
      );
      if (table.indexes.length > 0) {
        this.leaveIndexes(table, key);
      }
    });
  }

  deleteAll(table: TableRecord): void {
    this.store.transaction(() => {
      this.store.run('DELETE FROM dynamodb_items WHERE table_id = ?', table.id);
      this.store.run('DELETE FROM dynamodb_index_entries WHERE table_id = ?', table.id);
    });
  }

  figures(table: TableRecord): TableFigures {
    const row = this.store.one(
      'SELECT COUNT(*) AS items, COALESCE(SUM(size), 0) AS bytes FROM dynamodb_items WHERE table_id = ?',
      table.id,
    );
    return { items: integer(row, 'items'), bytes: integer(row, 'bytes') };
  }

  /** Items in order, read as they are asked for. */
  *read(plan: ReadPlan): Generator<Item> {
    const { sql, parameters } = queryOf(plan);
    for (const row of this.store.iterate(sql, ...parameters)) {
      yield itemOf(row);
    }
  }

  /** Enters all items of a table into a new index. */
  fillIndex(table: TableRecord, index: TableIndex): void {
    this.forEachItem(table, (key, item) => this.enterIndexes(table, [index], key, item, false));
  }

  dropIndex(table: TableRecord, name: string): void {
    this.store.run(
      'DELETE FROM dynamodb_index_entries WHERE table_id = ? AND index_name = ?',
      table.id,
      name,
    );
  }

  /** Computes every item's expiry anew, after the table's time to live was changed. */
  refreshExpiries(table: TableRecord): void {
    this.forEachItem(table, (key, item) => {
      this.store.run(
        'UPDATE dynamodb_items SET expires_at = ? WHERE table_id = ? AND pk = ? AND sk = ?',
        expiryOf(item, table.timeToLiveAttribute) ?? null,
        table.id,
        key.partition,
        key.sort,
      );
    });
  }

  /** When the first item expires, in seconds since the epoch. */
  nextExpiry(): number | undefined {
    const row = this.store.one(
      'SELECT MIN(expires_at) AS expiry FROM dynamodb_items WHERE expires_at IS NOT NULL',
    );
    return optionalInteger(row, 'expiry');
  }

  /** Deletes at most `limit` items that have expired. @returns how many */
  deleteExpired(nowSeconds: number, limit: number): number {
    return this.store.transaction(() => {
      const rows = this.store.all(
        'SELECT table_id, pk, sk FROM dynamodb_items WHERE expires_at IS NOT NULL AND expires_at <= ? LIMIT ?',
        nowSeconds,
        limit,
      );
      for (const row of rows) {
        const [table, pk, sk] = [text(row, 'table_id'), bytes(row, 'pk'), bytes(row, 'sk')];
        this.store.run('DELETE FROM dynamodb_items WHERE table_id = ? AND pk = ? AND sk = ?', table, pk, sk);
        this.store.run(
          'DELETE FROM dynamodb_index_entries WHERE table_id = ? AND pk = ? AND sk = ?',
          table,
          pk,
          sk,
        );
      }
      return rows.length;
    });
  }

  private forEachItem(table: TableRecord, visit: (key: ItemKey, item: Item) => void): void {
    this.store.transaction(() => {
      let after: ItemKey = { partition: Buffer.alloc(0), sort: Buffer.alloc(0) };
      for (;;) {
        const rows = this.store.all(
          `SELECT pk, sk, item FROM dynamodb_items WHERE table_id = ? AND (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT 500`,
          table.id,
          after.partition,
          after.sort,
        );
        for (const row of rows) {
          after = { partition: bytes(row, 'pk'), sort: bytes(row, 'sk') };
          visit(after, itemOf(row));
        }
        if (rows.length === 0) {
          return;
        }
      }
    });
  }

  private enterIndexes(
    table: TableRecord,
    indexes: readonly TableIndex[],
    key: ItemKey,
    item: Item,
    isChange = true,
  ): void {
    if (indexes.length === 0) {
      return;
    }
    if (isChange) {
      this.leaveIndexes(table, key);
    }
    for (const index of indexes) {
      const entry = keyInIndex(item, index.key);
      if (!entry) {
        continue;
      }
      this.store.run(
        'INSERT INTO dynamodb_index_entries (table_id, index_name, ipk, isk, pk, sk) VALUES (?, ?, ?, ?, ?, ?)',
        table.id,
        index.name,
        entry.partition,
        entry.sort,
        key.partition,
        key.sort,
      );
    }
  }

  private leaveIndexes(table: TableRecord, key: ItemKey): void {
    this.store.run(
      'DELETE FROM dynamodb_index_entries WHERE table_id = ? AND pk = ? AND sk = ?',
      table.id,
      key.partition,
      key.sort,
    );
  }
}

function itemOf(row: Row): Item {
  return json(row, 'item', storedItem);
}
