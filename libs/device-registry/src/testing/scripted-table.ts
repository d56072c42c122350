import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpResponse } from '@smithy/core/protocols';
import * as z from 'zod/mini';

const item = z.record(z.string(), z.unknown());
const key = z.object({ pk: z.object({ S: z.string() }) });
const count = z.object({ N: z.string() });
const headers = z.object({ 'x-amz-target': z.string() });

const request = z.object({
  TableName: z.string(),
  Key: z.exactOptional(key),
  Item: z.exactOptional(item),
  ConsistentRead: z.exactOptional(z.boolean()),
  ConditionExpression: z.exactOptional(z.string()),
  FilterExpression: z.exactOptional(z.string()),
  ExpressionAttributeNames: z.exactOptional(z.record(z.string(), z.string())),
  ExpressionAttributeValues: z.exactOptional(item),
  ReturnValuesOnConditionCheckFailure: z.exactOptional(z.string()),
  Limit: z.exactOptional(z.number()),
  ExclusiveStartKey: z.exactOptional(key),
});

export interface TableRequest {
  readonly operation: string;
  readonly input: z.infer<typeof request>;
}

export type TableItem = z.infer<typeof item>;

/** An answer of DynamoDB that is no success. */
export class TableFault extends Error {
  constructor(
    readonly code: string,
    readonly status = 400,
    readonly body: object = {},
  ) {
    super(code);
  }
}

/**
 * A table behind the real SDK client that answers the registry's requests and no others: an expression it was not
 * told of is a fault. What DynamoDB itself makes of them is shown by the end-to-end tests.
 */
export class ScriptedTable {
  readonly items = new Map<string, TableItem>();
  readonly requests: TableRequest[] = [];
  /** Called before and after a request is carried out: throw a fault, or write to the table. */
  before: (request: TableRequest) => void = () => undefined;
  after: (request: TableRequest) => void = () => undefined;

  readonly client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      handle: (http: { readonly headers: Readonly<Record<string, string>>; readonly body?: Uint8Array }) => {
        const operation = headers.parse(http.headers)['x-amz-target'].replace('DynamoDB_20120810.', '');
        const received = { operation, input: request.parse(JSON.parse(new TextDecoder().decode(http.body))) };
        return Promise.resolve({ response: this.respond(received) });
      },
    },
  });

  private respond(received: TableRequest): HttpResponse {
    this.requests.push(received);
    try {
      this.before(received);
      const answer = this.answer(received);
      this.after(received);
      return response(200, answer);
    } catch (error) {
      if (!(error instanceof TableFault)) {
        throw error;
      }
      return response(error.status, {
        __type: `com.amazonaws.dynamodb.v20120810#${error.code}`,
        ...error.body,
      });
    }
  }

  private answer({ operation, input }: TableRequest): object {
    switch (operation) {
      case 'GetItem': {
        const found = this.items.get(key.parse(input.Key).pk.S);
        return found === undefined ? {} : { Item: found };
      }
      case 'PutItem':
        return this.put(input);
      case 'DeleteItem':
        this.items.delete(key.parse(input.Key).pk.S);
        return {};
      case 'Scan':
        return this.scan(input);
      default:
        throw new TableFault('UnknownOperationException');
    }
  }

  private put(input: TableRequest['input']): object {
    const { pk } = key.parse(input.Item);
    const stored = this.items.get(pk.S);
    if (!holds(input, stored)) {
      const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && stored ? { Item: stored } : {};
      throw new TableFault('ConditionalCheckFailedException', 400, shown);
    }
    this.items.set(pk.S, input.Item ?? {});
    return {};
  }

  private scan({
    Limit = 1000,
    ExclusiveStartKey: start,
    FilterExpression: filter,
  }: TableRequest['input']): object {
    if (filter !== 'begins_with(#pk, :devices)') {
      throw new TableFault('ValidationException');
    }
    const keys = [...this.items.keys()].sort().filter((each) => start === undefined || each > start.pk.S);
    const page = keys.slice(0, Limit);
    const last = page.at(-1);
    const items = page.filter((each) => each.startsWith('device#')).map((each) => this.items.get(each));
    const isLastPage = page.length === keys.length || last === undefined;
    return isLastPage ? { Items: items } : { Items: items, LastEvaluatedKey: { pk: { S: last } } };
  }
}

function holds(input: TableRequest['input'], stored: TableItem | undefined): boolean {
  switch (input.ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(#pk)':
      return stored === undefined;
    case '#version = :before': {
      const before = count.parse(input.ExpressionAttributeValues?.[':before']);
      return stored !== undefined && count.parse(stored['version']).N === before.N;
    }
    default:
      throw new TableFault('ValidationException');
  }
}

function response(statusCode: number, body: object): HttpResponse {
  return new HttpResponse({
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
}
