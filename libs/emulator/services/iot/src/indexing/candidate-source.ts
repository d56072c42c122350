import assert from 'node:assert/strict';
import type { SqlValue } from '@fleet/emulator-store';
import type { Sql } from './sql-condition';
import { allOf, joined, sql } from './sql-condition';

/** Where a source was left: the values of its key. */
export type SourceKey = readonly (string | number)[];

/** A part of a database index, read in its order from any key on: things that may match, each once. */
export interface CandidateSource {
  /** How many values its keys have. */
  readonly keyLength: number;
  /** Answers the columns `key0`, `key1`, … and `thing_name`. */
  read(after: SourceKey | undefined, limit: number): Sql;
}

export interface RangeOfIndex {
  readonly table: string;
  /** The index's columns that the order follows. */
  readonly key: readonly [...string[], 'thing_name'];
  /** What is the same for all of the range. */
  readonly where?: readonly Sql[];
  readonly lower?: Sql | undefined;
  readonly upper?: Sql | undefined;
}

/** The entries of one index from a lower to an upper end. */
export function indexRange({ table, key, where = [], lower, upper }: RangeOfIndex): CandidateSource {
  const columns = key.map((column, index) => `${column} AS key${index}`).join(', ');
  return {
    keyLength: key.length,
    read: (after, limit) => {
      // One lower bound only: of two, the database might begin every page at that of the first.
      const start = after ? sql(`(${key.join(', ')}) > (${key.map(() => '?').join(', ')})`, ...after) : lower;
      const condition = allOf([...where, ...(start ? [start] : []), ...(upper ? [upper] : [])]);
      return sql(
        `SELECT ${columns}, thing_name FROM ${table} WHERE ${condition.text}
         ORDER BY ${key.join(', ')} LIMIT ?`,
        ...condition.parameters,
        limit,
      );
    },
  };
}

/** Every thing of the registry, by name. */
export const allThings = indexRange({ table: 'iot_thing', key: ['thing_name'] });

/** Things whose name is in a range without regard to case. */
export function thingNames(lower: Sql | undefined, upper: Sql | undefined): CandidateSource {
  return {
    keyLength: 1,
    read: (after, limit) => {
      const start = after
        ? sql(
            'thing_name COLLATE NOCASE >= ? AND (thing_name COLLATE NOCASE, thing_name) > (?, ?)',
            ...thrice(after),
          )
        : lower;
      const condition = allOf([...(start ? [start] : []), ...(upper ? [upper] : [])]);
      return sql(
        `SELECT thing_name AS key0, thing_name FROM iot_thing WHERE ${condition.text}
         ORDER BY thing_name COLLATE NOCASE, thing_name LIMIT ?`,
        ...condition.parameters,
        limit,
      );
    },
  };
}

function thrice([name]: SourceKey): SqlValue[] {
  assert(name !== undefined, 'the keys of this source have one value, and tokens are checked for that');
  return [name, name, name];
}

/** A union of more selects than this is no longer read in order: SQLite takes 500 at most. */
const mostSelects = 200;

/**
 * The things that one of several names leads to, merged by their own name: each is answered once, although it may be
 * in several groups.
 */
export function thingsOfNames(table: string, column: string, names: readonly string[]): CandidateSource {
  // That many groups hold most of the things.
  if (names.length > mostSelects) {
    return allThings;
  }
  if (names.length === 0) {
    return indexRange({ table: 'iot_thing', key: ['thing_name'], where: [sql('FALSE')] });
  }
  return {
    keyLength: 1,
    read: (after, limit) => {
      const selects = names.map((name) =>
        sql(
          `SELECT thing_name AS key0, thing_name FROM ${table} WHERE ${column} = ?${after ? ' AND thing_name > ?' : ''}`,
          name,
          ...(after ?? []),
        ),
      );
      const { text, parameters } = joined(selects, ' UNION ');
      return sql(`${text} ORDER BY thing_name LIMIT ?`, ...parameters, limit);
    },
  };
}
