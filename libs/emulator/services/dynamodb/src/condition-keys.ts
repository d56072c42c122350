import type * as sdk from '@aws-sdk/client-dynamodb';
import type { ActionConditionKeys, ConditionKeys } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import { ValidationException } from './errors';
import { parseCondition } from './expressions/condition-parser';
import { ExpressionSyntaxError } from './expressions/lexer';
import { Placeholders } from './expressions/placeholders';
import { topLevelNames } from './expressions/top-level-names';
import { partitionOperand } from './items/key-condition';
import { tableNameIn } from './tables/table-definition';
import type { KeySchema, TableRecord } from './tables/table-record';

type WireItem = Readonly<Record<string, sdk.AttributeValue>>;

/** Where the tables are. */
interface Tables {
  find(name: string): TableRecord | undefined;
}

/** The parts of a request that can name attributes. */
interface Expressions {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
}

/** What is asked of one item. */
interface ItemRequest extends Expressions {
  readonly TableName: string;
  readonly Key?: WireItem | undefined;
  readonly Item?: WireItem | undefined;
  readonly ReturnValues?: string | undefined;
}

interface Search extends Expressions {
  readonly TableName: string;
  readonly IndexName?: string | undefined;
  readonly Select?: string | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, sdk.AttributeValue>> | undefined;
}

const enclosing = (operation: string) => ({ 'dynamodb:EnclosingOperation': operation });

/**
 * What conditions of policies may ask for (developer guide, "Using IAM policy conditions for fine-grained access
 * control"). A request for several tables brings the keys and attributes of all of them together. Guessed: Select of
 * reads without one.
 */
export function actionConditionKeys(tables: Tables): ActionConditionKeys<typeof sdk> {
  const ofItems = (items: readonly ItemRequest[]): ConditionKeys => itemKeys(tables, items);
  const ofWrite = (input: ItemRequest): ConditionKeys => ({
    ...ofItems([input]),
    ...defined({ 'dynamodb:ReturnValues': input.ReturnValues }),
  });
  return {
    GetItem: (input) => ({ ...ofItems([input]), ...selectOf(input) }),
    PutItem: ofWrite,
    UpdateItem: ofWrite,
    DeleteItem: ofWrite,
    BatchGetItem: ({ RequestItems }) => {
      const asked = Object.entries(RequestItems);
      return ofItems(
        asked.flatMap(([TableName, { Keys, ...expressions }]) =>
          Keys.map((Key) => ({ TableName, Key, ...expressions })),
        ),
      );
    },
    BatchWriteItem: ({ RequestItems }) =>
      ofItems(
        Object.entries(RequestItems).flatMap(([TableName, writes]) =>
          writes.map(({ PutRequest, DeleteRequest }) => ({
            TableName,
            Item: PutRequest?.Item,
            Key: DeleteRequest?.Key,
          })),
        ),
      ),
    Query: (input) => ({ ...searchKeys(input), ...leadingKeyOfQuery(tables, input) }),
    Scan: searchKeys,
    TransactGetItems: ({ TransactItems }) => ({
      ...ofItems(TransactItems.map(({ Get }) => Get)),
      ...enclosing('TransactGetItems'),
    }),
    TransactWriteItems: ({ TransactItems }) => ({
      ...ofItems(
        TransactItems.flatMap(({ ConditionCheck, Put, Update, Delete }) =>
          [ConditionCheck, Put, Update, Delete].filter((element) => element !== undefined),
        ),
      ),
      ...enclosing('TransactWriteItems'),
    }),
  };
}

function itemKeys(tables: Tables, items: readonly ItemRequest[]): ConditionKeys {
  const leading = items.flatMap(({ TableName, Key, Item }) => {
    const table = tables.find(tableNameIn(TableName));
    const value = table && (Key ?? Item)?.[table.key.partition.name];
    return keyText(value) ?? [];
  });
  const attributes = items.flatMap((item) => [
    ...Object.keys(item.Key ?? {}),
    ...Object.keys(item.Item ?? {}),
    ...namesIn(item),
  ]);
  return keysOf(leading, attributes);
}

function searchKeys(input: Search): ConditionKeys {
  return { ...keysOf([], namesIn(input)), ...selectOf(input) };
}

/** Of an index, its own partition key. A condition that cannot be read is refused later. */
function leadingKeyOfQuery(tables: Tables, input: Search): ConditionKeys {
  const { KeyConditionExpression: expression } = input;
  const key = keySchemaOf(tables.find(tableNameIn(input.TableName)), input.IndexName);
  if (expression === undefined || key === undefined) {
    return {};
  }
  return unlessUnreadable(() => {
    const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
    const operand = partitionOperand(parseCondition('KeyConditionExpression', expression, placeholders), key);
    if (operand?.kind !== 'value') {
      return {};
    }
    const { type, value } = operand.value;
    const text = type === 'B' ? value.toString('base64') : type === 'S' || type === 'N' ? value : undefined;
    return keysOf(text === undefined ? [] : [text], []);
  }, {});
}

function keySchemaOf(table: TableRecord | undefined, indexName: string | undefined): KeySchema | undefined {
  return indexName === undefined ? table?.key : table?.indexes.find(({ name }) => name === indexName)?.key;
}

function selectOf({ Select, ProjectionExpression }: Search): ConditionKeys {
  const usual = ProjectionExpression === undefined ? 'ALL_ATTRIBUTES' : 'SPECIFIC_ATTRIBUTES';
  return { 'dynamodb:Select': Select ?? usual };
}

function keysOf(leading: readonly string[], attributes: readonly string[]): ConditionKeys {
  return defined({
    'dynamodb:LeadingKeys': leading.length === 0 ? undefined : [...new Set(leading)],
    'dynamodb:Attributes': attributes.length === 0 ? undefined : [...new Set(attributes)],
  });
}

/** The attributes that expressions name. */
function namesIn(input: Expressions): string[] {
  const expressions = [
    input.ProjectionExpression,
    input.ConditionExpression,
    input.UpdateExpression,
    input.FilterExpression,
    input.KeyConditionExpression,
  ];
  return expressions.flatMap((expression) =>
    expression === undefined
      ? []
      : unlessUnreadable(() => topLevelNames(expression, input.ExpressionAttributeNames ?? {}), []),
  );
}

/** A key as policies write it. Guessed: of bytes, their base 64. */
function keyText(value: sdk.AttributeValue | undefined): string | undefined {
  const bytes = value?.B;
  return value?.S ?? value?.N ?? (bytes === undefined ? undefined : Buffer.from(bytes).toString('base64'));
}

/** An expression that is malformed is refused by the operation, behind the decision of IAM. */
function unlessUnreadable<Found>(read: () => Found, otherwise: Found): Found {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpressionSyntaxError || error instanceof ValidationException) {
      return otherwise;
    }
    throw error;
  }
}
