import type { Action } from '@aws-sdk/client-iot';
import type { SqlVersion } from '@fleet/iot-sql';

/** An enabled topic rule, as CreateTopicRule defined it. */
export interface TopicRule {
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly sql: string;
  readonly awsIotSqlVersion: SqlVersion;
  readonly actions: readonly Action[];
  readonly errorAction: Action | undefined;
}

/** Where the rules come from. */
export interface RuleSource {
  enabled(): readonly TopicRule[];
  /** Calls back after any change of the rules. Returns unsubscribe. */
  onChange(listener: () => void): () => void;
}
