import type { Cursor, Row, Store } from '@fleet/emulator-store';
import { date, exclusiveStart, flag, json, oneOf, optionalText, text } from '@fleet/emulator-store';
import { sqlVersions } from '@fleet/iot-sql';
import * as z from 'zod';
import type { RuleAction, StoredTopicRule } from './topic-rule';

const schema = [
  `CREATE TABLE iot_topic_rule (
     rule_name TEXT PRIMARY KEY,
     sql TEXT NOT NULL,
     sql_version TEXT NOT NULL,
     topic_pattern TEXT NOT NULL,
     description TEXT,
     disabled INTEGER NOT NULL,
     actions TEXT NOT NULL,
     error_action TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

/** The service's schema has checked it before it was written. */
const action = z.custom<RuleAction>((value) => typeof value === 'object' && value !== null);
const actions = z.array(action);
const errorAction = action.nullable();

/** The topic rules, with their actions as the API gave them. */
export class TopicRuleRepository {
  constructor(private readonly store: Store) {
    store.migrate('iot_topic_rule', schema);
  }

  find(ruleName: string): StoredTopicRule | undefined {
    const row = this.store.get('SELECT * FROM iot_topic_rule WHERE rule_name = ?', ruleName);
    return row && ruleOf(row);
  }

  /** Writes the rule, whether it is new or not. */
  save(rule: StoredTopicRule): void {
    this.store.run(
      'INSERT OR REPLACE INTO iot_topic_rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      rule.ruleName,
      rule.sql,
      rule.awsIotSqlVersion,
      rule.topicPattern,
      rule.description ?? null,
      rule.ruleDisabled ? 1 : 0,
      JSON.stringify(rule.actions),
      JSON.stringify(rule.errorAction ?? null),
      rule.createdAt.getTime(),
    );
  }

  delete(ruleName: string): void {
    this.store.run('DELETE FROM iot_topic_rule WHERE rule_name = ?', ruleName);
  }

  list(after: Cursor, limit: number, disabled?: boolean): StoredTopicRule[] {
    return this.store
      .all(
        `SELECT * FROM iot_topic_rule WHERE rule_name > ?1 AND disabled = ifnull(?2, disabled)
         ORDER BY rule_name LIMIT ?3`,
        exclusiveStart(after),
        disabled === undefined ? null : Number(disabled),
        limit,
      )
      .map(ruleOf);
  }

  enabled(): StoredTopicRule[] {
    return this.store.all('SELECT * FROM iot_topic_rule WHERE disabled = 0 ORDER BY rule_name').map(ruleOf);
  }
}

function ruleOf(row: Row): StoredTopicRule {
  return {
    ruleName: text(row, 'rule_name'),
    sql: text(row, 'sql'),
    awsIotSqlVersion: oneOf(row, 'sql_version', sqlVersions),
    topicPattern: text(row, 'topic_pattern'),
    description: optionalText(row, 'description'),
    ruleDisabled: flag(row, 'disabled'),
    actions: json(row, 'actions', actions),
    errorAction: json(row, 'error_action', errorAction) ?? undefined,
    createdAt: date(row, 'created_at'),
  };
}
