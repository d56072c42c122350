import type { DynamoDBAction, DynamoDBv2Action } from '@aws-sdk/client-iot';
import { UnsupportedActionError } from './compiled-action';
import type { ActionInput, CompiledAction, Field, FieldReader } from './compiled-action';
import type { TableKey, TableValue, TableWrite } from './rule-actions';

const operations = ['INSERT', 'UPDATE', 'DELETE'] as const satisfies readonly TableWrite['operation'][];
const keyTypes = ['STRING', 'NUMBER'] as const satisfies readonly TableKey['type'][];

/** The fields of one attribute of the key. */
interface KeyFields {
  readonly name: Field;
  readonly type: Field | undefined;
  readonly value: Field;
}

/** Developer guide, dynamodb-rule-action: all fields but the role can have substitution templates. */
export function compileDynamoDB(settings: DynamoDBAction, read: FieldReader): CompiledAction {
  const table = read.template('dynamoDB.tableName', settings.tableName);
  const roleArn = read.role('dynamoDB.roleArn', settings.roleArn);
  const keys = keyFields(settings, read);
  const payloadField = read.optionalTemplate('dynamoDB.payloadField', settings.payloadField);
  const operation = read.optionalTemplate('dynamoDB.operation', settings.operation);
  for (const { type } of keys) {
    checkLiteral('a key type', type, keyTypes);
  }
  checkLiteral('dynamoDB.operation', operation, operations);
  const writeOf = (input: ActionInput): TableWrite => {
    const text = (field: Field): string => input.textOf(field.template);
    return {
      roleArn,
      tableName: text(table),
      operation: operation ? oneOf('dynamoDB.operation', text(operation), operations) : 'INSERT',
      key: keys.map(({ name, type, value }) => ({
        name: text(name),
        type: type ? oneOf('a key type', text(type), keyTypes) : 'STRING',
        value: text(value),
      })),
      payloadField: payloadField ? text(payloadField) : 'payload',
      payload: valueOf(input),
    };
  };
  return {
    failedAction: 'DynamoAction',
    resource: table,
    run: async (input, actions) => {
      const write = writeOf(input);
      await actions.dynamoDB(write).catch((error: unknown) => {
        throw new TableWriteError(write, input.topic, error);
      });
    },
  };
}

function keyFields(settings: DynamoDBAction, read: FieldReader): KeyFields[] {
  const { hashKeyField, hashKeyType, hashKeyValue, rangeKeyField, rangeKeyType, rangeKeyValue } = settings;
  const hash = {
    name: read.template('dynamoDB.hashKeyField', hashKeyField),
    type: read.optionalTemplate('dynamoDB.hashKeyType', hashKeyType),
    value: read.template('dynamoDB.hashKeyValue', hashKeyValue),
  };
  if (rangeKeyField === undefined && rangeKeyType === undefined && rangeKeyValue === undefined) {
    return [hash];
  }
  const range = {
    name: read.template('dynamoDB.rangeKeyField', rangeKeyField),
    type: read.optionalTemplate('dynamoDB.rangeKeyType', rangeKeyType),
    value: read.template('dynamoDB.rangeKeyValue', rangeKeyValue),
  };
  return [hash, range];
}

/** A field without a template is checked when the rule is made. */
function checkLiteral(member: string, field: Field | undefined, choices: readonly string[]): void {
  if (field && !field.given.includes('${')) {
    oneOf(member, field.given, choices);
  }
}

function oneOf<Choice extends string>(member: string, given: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) {
    throw new UnsupportedActionError(`${member} is one of ${choices.join(', ')}, not ${given}.`);
  }
  return found;
}

/** Developer guide, dynamodb-rule-action: what is not JSON is written as binary data. */
function valueOf({ json, payload }: ActionInput): TableValue {
  return json ? { json: json.value } : { bytes: payload };
}

export function compileDynamoDBv2(settings: DynamoDBv2Action, read: FieldReader): CompiledAction {
  const table = read.template('dynamoDBv2.putItem.tableName', settings.putItem?.tableName);
  const roleArn = read.role('dynamoDBv2.roleArn', settings.roleArn);
  return {
    failedAction: 'DynamoDBv2Action',
    resource: table,
    run: async ({ json, textOf }, actions) => {
      const item = json?.value;
      if (!isRecord(item)) {
        throw new UnsupportedActionError('The dynamoDBv2 action writes JSON objects only.');
      }
      await actions.dynamoDBv2({ roleArn, tableName: textOf(table.template), item });
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Developer guide, diagnosing-rules, has this text for an INSERT; those of the others are guessed after it. */
class TableWriteError extends Error {
  override readonly name = 'TableWriteError';

  constructor({ operation, tableName, key }: TableWrite, topic: string, cause: unknown) {
    const verb = operation.charAt(0) + operation.slice(1).toLowerCase();
    const [hash, range] = key;
    super(
      `Dynamo ${verb} record failed. The error received was ${cause instanceof Error ? cause.message : String(cause)}. ` +
        `Message arrived on: ${topic}, Action: dynamo, Table: ${tableName}, HashKeyField: ${hash?.name ?? 'None'}, ` +
        `HashKeyValue: ${hash?.value ?? 'None'}, RangeKeyField: ${range ? `Some(${range.name})` : 'None'}, ` +
        `RangeKeyValue: ${range?.value ?? 'None'}`,
      { cause },
    );
  }
}
