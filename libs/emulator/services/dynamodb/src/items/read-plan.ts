import type { SqlValue } from '@fleet/emulator-store';
import type { TableIndex, TableRecord } from '../tables/table-record';
import type { ItemKey } from './item-key';

/** Bounds of sort keys. */
export interface SortRange {
  readonly from?: { readonly key: Buffer; readonly inclusive: boolean } | undefined;
  readonly to?: { readonly key: Buffer; readonly inclusive: boolean } | undefined;
}

/** What to read, and in which order. */
export interface ReadPlan {
  readonly table: TableRecord;
  readonly index?: TableIndex | undefined;
  /** Encoded partition key; all partitions when it is missing. */
  readonly partition?: Buffer | undefined;
  readonly range: SortRange;
  readonly forward: boolean;
  /** The last place that was read before: inside the partition and the range. */
  readonly after?: { readonly item: ItemKey; readonly index?: ItemKey | undefined } | undefined;
}

interface Query {
  readonly sql: string;
  readonly parameters: SqlValue[];
}

function rangeOf(column: string, { from, to }: SortRange): { terms: string[]; parameters: Buffer[] } {
  const terms: string[] = [];
  const parameters: Buffer[] = [];
  if (from) {
    terms.push(`${column} ${from.inclusive ? '>=' : '>'} ?`);
    parameters.push(from.key);
  }
  if (to) {
    terms.push(`${column} ${to.inclusive ? '<=' : '<'} ?`);
    parameters.push(to.key);
  }
  return { terms, parameters };
}

/** The query whose rows hold, as `item`, what the plan asks for. */
export function queryOf(plan: ReadPlan): Query {
  return plan.index ? indexQuery(plan, plan.index) : tableQuery(plan);
}

/** The bound on the side that was read before is implied by the place where reading goes on. */
function boundsAhead({ range, forward, after }: ReadPlan): SortRange {
  if (!after) {
    return range;
  }
  return forward ? { to: range.to } : { from: range.from };
}

/** Within a partition only the columns behind its own are compared: SQLite then seeks the place in its index. */
function beyond(columns: readonly string[], forward: boolean): string {
  return `(${columns.join(', ')}) ${forward ? '>' : '<'} (${columns.map(() => '?').join(', ')})`;
}

function tableQuery(plan: ReadPlan): Query {
  const { table, partition, forward, after } = plan;
  const bounds = rangeOf('sk', boundsAhead(plan));
  const terms = ['table_id = ?', ...(partition ? ['pk = ?'] : []), ...bounds.terms];
  const parameters: SqlValue[] = [table.id, ...(partition ? [partition] : []), ...bounds.parameters];
  if (after) {
    terms.push(beyond(partition ? ['sk'] : ['pk', 'sk'], forward));
    parameters.push(...(partition ? [] : [after.item.partition]), after.item.sort);
  }
  const order = forward ? 'ASC' : 'DESC';
  return {
    sql: `SELECT item FROM dynamodb_items WHERE ${terms.join(' AND ')} ORDER BY pk ${order}, sk ${order}`,
    parameters,
  };
}

function indexQuery(plan: ReadPlan, index: TableIndex): Query {
  const { table, partition, forward, after } = plan;
  const bounds = rangeOf('entry.isk', boundsAhead(plan));
  const terms = [
    'entry.table_id = ?',
    'entry.index_name = ?',
    ...(partition ? ['entry.ipk = ?'] : []),
    ...bounds.terms,
  ];
  const parameters: SqlValue[] = [
    table.id,
    index.name,
    ...(partition ? [partition] : []),
    ...bounds.parameters,
  ];
  const columns = ['entry.ipk', 'entry.isk', 'entry.pk', 'entry.sk'];
  if (after?.index) {
    terms.push(beyond(partition ? columns.slice(1) : columns, forward));
    parameters.push(...(partition ? [] : [after.index.partition]));
    parameters.push(after.index.sort, after.item.partition, after.item.sort);
  }
  const order = columns.map((column) => `${column} ${forward ? 'ASC' : 'DESC'}`);
  return {
    sql: `SELECT stored.item AS item FROM dynamodb_index_entries AS entry
          CROSS JOIN dynamodb_items AS stored
            ON stored.table_id = entry.table_id AND stored.pk = entry.pk AND stored.sk = entry.sk
          WHERE ${terms.join(' AND ')} ORDER BY ${order.join(', ')}`,
    parameters,
  };
}
