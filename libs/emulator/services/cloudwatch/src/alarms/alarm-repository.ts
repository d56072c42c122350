import { date, exclusiveStart, integer, json, oneOf, optionalText, text } from '@fleet/emulator-store';
import type { Cursor, Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import { alarmDefinition } from './alarm-definition';
import type { AlarmDefinition } from './alarm-definition';
import { stateValues } from './state-rules';
import type { StateValue } from './state-rules';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData: string | undefined;
  readonly updated: Date;
}

export interface Alarm {
  readonly name: string;
  readonly definition: AlarmDefinition;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: AlarmState;
  readonly configured: Date;
  /** Seconds since the epoch up to which it was evaluated. */
  readonly evaluated: number;
}

const schema = [
  `CREATE TABLE cloudwatch_alarms (
     name TEXT PRIMARY KEY, definition TEXT NOT NULL, tags TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
     reason_data TEXT, updated INTEGER NOT NULL, configured INTEGER NOT NULL, evaluated INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
];

const texts = z.record(z.string(), z.string());

/** The alarms of the account, by name. */
export class AlarmRepository {
  constructor(private readonly store: Store) {
    store.migrate('cloudwatch_alarms', schema);
  }

  find(name: string): Alarm | undefined {
    const row = this.store.get('SELECT * FROM cloudwatch_alarms WHERE name = ?', name);
    return row && toAlarm(row);
  }

  all(): Alarm[] {
    return this.store.all('SELECT * FROM cloudwatch_alarms ORDER BY name').map(toAlarm);
  }

  after(name: Cursor): IterableIterator<Row> {
    return this.store.iterate(
      'SELECT * FROM cloudwatch_alarms WHERE name > ? ORDER BY name',
      exclusiveStart(name),
    );
  }

  count(): number {
    return integer(this.store.one('SELECT count(*) AS n FROM cloudwatch_alarms'), 'n');
  }

  save({ name, definition, tags, state, configured, evaluated }: Alarm): void {
    this.store.run(
      `INSERT INTO cloudwatch_alarms VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT (name) DO UPDATE SET definition = ?2, tags = ?3, state = ?4, reason = ?5, reason_data = ?6,
         updated = ?7, configured = ?8, evaluated = ?9`,
      name,
      JSON.stringify(definition),
      JSON.stringify(tags),
      state.value,
      state.reason,
      state.reasonData ?? null,
      state.updated.getTime(),
      configured.getTime(),
      evaluated,
    );
  }

  setEvaluated(name: string, seconds: number): void {
    this.store.run('UPDATE cloudwatch_alarms SET evaluated = ? WHERE name = ?', seconds, name);
  }

  /** Who was evaluated up to a time that is still to come, since the clock was moved back, is evaluated from now on. */
  evaluatedAtMost(seconds: number): void {
    this.store.run('UPDATE cloudwatch_alarms SET evaluated = ?1 WHERE evaluated > ?1', seconds);
  }

  delete(name: string): boolean {
    return this.store.run('DELETE FROM cloudwatch_alarms WHERE name = ?', name).changes > 0;
  }
}

export function toAlarm(row: Row): Alarm {
  return {
    name: text(row, 'name'),
    definition: json(row, 'definition', alarmDefinition),
    tags: json(row, 'tags', texts),
    state: {
      value: oneOf(row, 'state', stateValues),
      reason: text(row, 'reason'),
      reasonData: optionalText(row, 'reason_data'),
      updated: date(row, 'updated'),
    },
    configured: date(row, 'configured'),
    evaluated: integer(row, 'evaluated'),
  };
}
