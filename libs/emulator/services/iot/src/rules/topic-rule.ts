import type { Action } from '@aws-sdk/client-iot';
import type { SqlVersion } from '@fleet/iot-sql';

/** An action as the API gave it, e.g. `{ lambda: { functionArn } }`; the runner of the action parses it. */
export type RuleAction = Action;

/** A topic rule as it is on record: the definition of CreateTopicRule. */
export interface StoredTopicRule {
  readonly ruleName: string;
  readonly sql: string;
  readonly awsIotSqlVersion: SqlVersion;
  /** The topic filter of the statement's FROM; empty for a statement without one. */
  readonly topicPattern: string;
  readonly description: string | undefined;
  readonly ruleDisabled: boolean;
  readonly actions: readonly RuleAction[];
  readonly errorAction: RuleAction | undefined;
  readonly createdAt: Date;
}

export interface TopicRule extends StoredTopicRule {
  readonly ruleArn: string;
}

/**
 * Throws an error whose message says what is wrong when the rules engine cannot run an action. The statement says what
 * the substitution templates of the action can use.
 */
export type ActionCheck = (
  action: RuleAction,
  statement: { readonly sql: string; readonly awsIotSqlVersion: SqlVersion },
) => void;

/**
 * Reads a statement: its topic filter, where it has one. Throws an error whose message says what is wrong when the
 * rules engine cannot run it.
 */
export type StatementReader = (
  sql: string,
  awsIotSqlVersion: SqlVersion,
) => { readonly from: string | undefined };
