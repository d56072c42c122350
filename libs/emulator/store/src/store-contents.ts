import { text } from './columns';
import type { Row } from './sql-values';
import type { StatementCache } from './statement-cache';

interface TableContents {
  readonly table: string;
  readonly rows: readonly Row[];
}

/** Everything that tables hold at one moment, in memory: for a store that holds little. */
export class StoreContents {
  private constructor(private readonly tables: readonly TableContents[]) {}

  static of(statements: StatementCache): StoreContents {
    const tables = statements
      .fresh(
        // Where counters of AUTOINCREMENT stand, too. All else of that name is SQLite's own.
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence')",
      )
      .all([])
      .map((row) => text(row, 'name'));
    return new StoreContents(
      tables.map((table) => ({ table, rows: statements.fresh(`SELECT * FROM ${quoted(table)}`).all([]) })),
    );
  }

  /** Writes these rows in place of all that is there; to be called in a transaction without foreign keys. */
  writeBack(statements: StatementCache): void {
    for (const { table, rows } of this.tables) {
      statements.fresh(`DELETE FROM ${quoted(table)}`).run([]);
      const [first] = rows;
      if (first !== undefined) {
        const columns = Object.keys(first);
        const names = columns.map(quoted).join(', ');
        const places = columns.map(() => '?').join(', ');
        const insert = statements.fresh(`INSERT INTO ${quoted(table)} (${names}) VALUES (${places})`);
        rows.forEach((row) => insert.run(columns.map((column) => row[column] ?? null)));
      }
    }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
