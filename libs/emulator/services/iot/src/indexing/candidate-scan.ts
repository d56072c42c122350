import { integer, number, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import type { AccessPath } from './access-paths';
import type { CandidateSource, SourceKey } from './candidate-source';
import type { Sql } from './sql-condition';
import { allOf, sql } from './sql-condition';

/** A place on a path: in this step, behind this entry. */
export interface PathPosition {
  readonly step: number;
  readonly after: SourceKey | undefined;
}

/** What a look at some of a path's candidates has found. */
export interface Scan {
  readonly rows: readonly Row[];
  /** Where to go on; undefined at the end of the path. */
  readonly next: PathPosition | undefined;
}

/** Looks at the things that a path leads to, some at a time. */
export class CandidateScan {
  constructor(
    private readonly store: Store,
    private readonly path: AccessPath,
    /** On the aliases `thing` and `connectivity`. */
    private readonly condition: Sql,
    /** Candidates that one call looks at, at most. */
    private readonly window: number,
  ) {}

  /** The rows of at most `limit` matching things, with these columns. */
  rows(columns: string, from: PathPosition, limit: number): Scan {
    const step = this.path.steps[from.step];
    if (!step) {
      return { rows: [], next: undefined };
    }
    const keys = keyColumns(step.source);
    const found = this.select(`${keys.join(', ')}, ${columns}`, from, limit + 1);
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    if (found.length > limit && last) {
      return { rows, next: { step: from.step, after: keyIn(last, keys) } };
    }
    return { rows, next: this.behindWindow(from) };
  }

  /** How many of the next candidates match. */
  count(from: PathPosition): { readonly matching: number; readonly next: PathPosition | undefined } {
    const [row] = this.select('count(*) AS matching', from, 1);
    return { matching: row ? integer(row, 'matching') : 0, next: this.behindWindow(from) };
  }

  /**
   * What reads the next matching candidates. They come in the order of their source: the inner select with its LIMIT
   * is read row by row.
   */
  statement(columns: string, { step, after }: PathPosition, limit: number): Sql | undefined {
    const current = this.path.steps[step];
    if (!current) {
      return undefined;
    }
    const candidates = current.source.read(after, this.window);
    const condition = allOf([current.condition, this.condition]);
    return sql(
      `SELECT ${columns} FROM (${candidates.text}) AS candidate
       CROSS JOIN iot_thing AS thing ON thing.thing_name = candidate.thing_name
       LEFT JOIN iot_thing_connectivity AS connectivity ON connectivity.thing_name = thing.thing_name
       WHERE ${condition.text} LIMIT ?`,
      ...candidates.parameters,
      ...condition.parameters,
      limit,
    );
  }

  private select(columns: string, from: PathPosition, limit: number): Row[] {
    const statement = this.statement(columns, from, limit);
    return statement ? this.store.all(statement.text, ...statement.parameters) : [];
  }

  private behindWindow({ step, after }: PathPosition): PathPosition | undefined {
    const source = this.path.steps[step]?.source;
    if (!source) {
      return undefined;
    }
    const candidates = source.read(after, this.window);
    const last = this.store.get(
      `SELECT * FROM (${candidates.text}) LIMIT 1 OFFSET ${this.window - 1}`,
      ...candidates.parameters,
    );
    if (last) {
      return { step, after: keyIn(last, keyColumns(source)) };
    }
    return step + 1 < this.path.steps.length ? { step: step + 1, after: undefined } : undefined;
  }
}

function keyColumns({ keyLength }: CandidateSource): string[] {
  return Array.from({ length: keyLength }, (_, index) => `key${index}`);
}

function keyIn(row: Row, columns: readonly string[]): SourceKey {
  return columns.map((column) => (typeof row[column] === 'number' ? number(row, column) : text(row, column)));
}
