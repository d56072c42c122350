/** An attribute of a table's primary key, with its value as text. */
export interface TableKey {
  readonly name: string;
  readonly type: 'STRING' | 'NUMBER';
  readonly value: string;
}

/** What a message becomes in a table: bytes stay bytes, everything else is JSON. */
export type TableValue = { readonly json: unknown } | { readonly bytes: Uint8Array };

/** What the dynamoDB action does to one item, which its key names. */
export interface TableWrite {
  readonly roleArn: string;
  readonly tableName: string;
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly key: readonly TableKey[];
  readonly payloadField: string;
  readonly payload: TableValue;
}

/** What the dynamoDBv2 action puts: each member of the object is an attribute. */
export interface TableItem {
  readonly roleArn: string;
  readonly tableName: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/**
 * The services that rule actions reach. Each call resolves when the service has taken the payload over. `roleArn` is
 * the role in whose name the action is done.
 */
export interface RuleActions {
  /** Invokes asynchronously, as `iot.amazonaws.com` for this rule. */
  lambda(functionArn: string, payload: Buffer, source: { readonly ruleArn: string }): Promise<void>;
  republish(message: {
    readonly roleArn: string;
    readonly topic: string;
    readonly payload: Buffer;
    readonly qos: 0 | 1;
    /** How many rules have republished it one after the other, this one included. */
    readonly republished: number;
  }): Promise<void>;
  sqs(message: { readonly roleArn: string; readonly queueUrl: string; readonly body: string }): Promise<void>;
  cloudwatchLogs(event: {
    readonly roleArn: string;
    readonly logGroupName: string;
    readonly message: string;
  }): Promise<void>;
  dynamoDB(write: TableWrite): Promise<void>;
  dynamoDBv2(put: TableItem): Promise<void>;
}
