import { date, integer, oneOf, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';

export const historyKinds = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** Something that happened to an alarm. */
export interface HistoryItem {
  readonly id: number;
  readonly alarm: string;
  readonly at: Date;
  readonly kind: HistoryKind;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

export interface HistoryFilter {
  readonly alarm: string | undefined;
  readonly kind: HistoryKind | undefined;
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly isAscending: boolean;
}

const schema = [
  `CREATE TABLE cloudwatch_history (
     id INTEGER PRIMARY KEY AUTOINCREMENT, alarm TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
     summary TEXT NOT NULL, data TEXT NOT NULL
   ) STRICT;
   CREATE INDEX cloudwatch_history_by_alarm ON cloudwatch_history (alarm, id)`,
];

/** API reference, DescribeAlarmHistory: 30 days. */
const keptMillis = 30 * 24 * 3_600_000;
const largestMillis = 8.64e15;

/** What happened to alarms, also to those that are deleted. */
export class HistoryRepository {
  /** @param itemsKept older ones go: AWS has no such limit */
  constructor(
    private readonly store: Store,
    private readonly itemsKept: number,
  ) {
    store.migrate('cloudwatch_history', schema);
  }

  add({ alarm, at, kind, summary, data }: Omit<HistoryItem, 'id'>, nowMillis: number): void {
    const { id } = this.store.one(
      'INSERT INTO cloudwatch_history (alarm, at, kind, summary, data) VALUES (?, ?, ?, ?, ?) RETURNING id',
      alarm,
      at.getTime(),
      kind,
      summary,
      data,
    );
    if (typeof id === 'number' && id % 100 === 0) {
      this.store.run(
        'DELETE FROM cloudwatch_history WHERE id <= ? OR at < ?',
        id - this.itemsKept,
        nowMillis - keptMillis,
      );
    }
  }

  /** After an id, or before it where the newest come first. */
  page({ alarm, kind, from, to, isAscending }: HistoryFilter, beyond: number | undefined, limit: number) {
    const [sign, order, start] = isAscending ? ['>', 'ASC', 0] : ['<', 'DESC', Number.MAX_SAFE_INTEGER];
    const rows = this.store.all(
      `SELECT * FROM cloudwatch_history
       WHERE id ${sign} ?1 AND (?2 IS NULL OR alarm = ?2) AND (?3 IS NULL OR kind = ?3) AND at >= ?4 AND at <= ?5
       ORDER BY id ${order} LIMIT ?6`,
      beyond ?? start,
      alarm ?? null,
      kind ?? null,
      from?.getTime() ?? -largestMillis,
      to?.getTime() ?? largestMillis,
      limit,
    );
    return rows.map(toItem);
  }
}

function toItem(row: Row): HistoryItem {
  return {
    id: integer(row, 'id'),
    alarm: text(row, 'alarm'),
    at: date(row, 'at'),
    kind: oneOf(row, 'kind', historyKinds),
    summary: text(row, 'summary'),
    data: text(row, 'data'),
  };
}
