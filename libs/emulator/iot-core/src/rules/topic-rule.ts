import type { Action } from '@aws-sdk/client-iot';

/** A topic rule as stored: the definition of CreateTopicRule, untouched. */
export interface TopicRule {
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly sql: string;
  readonly awsIotSqlVersion: string;
  readonly description: string | undefined;
  readonly ruleDisabled: boolean;
  readonly actions: readonly Action[];
  readonly errorAction: Action | undefined;
  readonly createdAt: Date;
}

/** Throws an error whose message says what is wrong when the rules engine cannot run this statement. */
export type SqlChecker = (sql: string, awsIotSqlVersion: string) => void;
