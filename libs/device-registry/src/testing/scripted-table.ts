import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpResponse } from '@smithy/core/protocols';
import * as z from 'zod/mini';

const item = z.record(z.string(), z.unknown());
const count = z.object({ N: z.string() });
const text = z.object({ S: z.string() });
const key = z.object({ pk: text });
const place = z.object({ pk: text, agenda: text, agendaAt: text });
const agendaQuery = z.object({ ':sweep': text, ':until': text });
const scanValues = z.object({ ':prefix': text });
/** What each placeholder of a name stands for, here. */
const attributeNames: Readonly<Record<string, string>> = {
  '#pk': 'pk',
  '#version': 'version',
  '#revokedAt': 'revokedAt',
  '#agenda': 'agenda',
  '#at': 'agendaAt',
};
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
  IndexName: z.exactOptional(z.string()),
  KeyConditionExpression: z.exactOptional(z.string()),
  ExclusiveStartKey: z.exactOptional(z.looseObject({ pk: text })),
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
    requirePlaceholders(input);
    switch (operation) {
      case 'GetItem': {
        const found = this.items.get(key.parse(input.Key).pk.S);
        return found === undefined ? {} : { Item: found };
      }
      case 'PutItem':
        return this.put(input);
      case 'DeleteItem':
        return this.delete(input);
      case 'Scan':
        return this.scan(input);
      case 'Query':
        return this.queryAgenda(input);
      default:
        throw new TableFault('UnknownOperationException');
    }
  }

  private delete(input: TableRequest['input']): object {
    const { pk } = key.parse(input.Key);
    if (!holds(input, this.items.get(pk.S))) {
      throw new TableFault('ConditionalCheckFailedException');
    }
    this.items.delete(pk.S);
    return {};
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

  /** Whatever the index has to say: an item of it has its keys alone. */
  private queryAgenda({ Limit = 1000, ExclusiveStartKey: start, ...input }: TableRequest['input']): object {
    if (
      input.IndexName !== 'agenda' ||
      input.KeyConditionExpression !== '#agenda = :sweep AND #at <= :until'
    ) {
      throw new TableFault('ValidationException');
    }
    const { ':sweep': partition, ':until': until } = agendaQuery.parse(input.ExpressionAttributeValues);
    const after = start === undefined ? [''] : placeIn(partition.S, start);
    if (after[0] === undefined) {
      throw new TableFault('ValidationException');
    }
    const [from] = after;
    const places = [...this.items.values()]
      .flatMap((each) => placeIn(partition.S, each))
      .filter((each) => each > from && each.slice(0, until.S.length) <= until.S)
      .sort();
    const page = places.slice(0, Limit).map((each) => {
      const [at, pk] = each.split(' ');
      return { pk: { S: pk }, agenda: partition, agendaAt: { S: at } };
    });
    return page.length === places.length ? { Items: page } : { Items: page, LastEvaluatedKey: page.at(-1) };
  }

  private scan({
    Limit = 1000,
    ExclusiveStartKey: start,
    FilterExpression: filter,
    ExpressionAttributeValues: values,
  }: TableRequest['input']): object {
    if (filter !== 'begins_with(#pk, :prefix)') {
      throw new TableFault('ValidationException');
    }
    const { ':prefix': prefix } = scanValues.parse(values);
    const keys = [...this.items.keys()].sort().filter((each) => start === undefined || each > start.pk.S);
    const page = keys.slice(0, Limit);
    const last = page.at(-1);
    const items = page.filter((each) => each.startsWith(prefix.S)).map((each) => this.items.get(each));
    const isLastPage = page.length === keys.length || last === undefined;
    return isLastPage ? { Items: items } : { Items: items, LastEvaluatedKey: { pk: { S: last } } };
  }
}

/** As DynamoDB: each placeholder of an expression is defined, and each that is defined is used. */
function requirePlaceholders(input: TableRequest['input']): void {
  const { ConditionExpression: condition, FilterExpression: filter, KeyConditionExpression: keys } = input;
  const used = new Set([condition, filter, keys].join(' ').match(/[#:]\w+/g));
  const names = Object.entries(input.ExpressionAttributeNames ?? {});
  const defined = new Set([
    ...names.map(([name]) => name),
    ...Object.keys(input.ExpressionAttributeValues ?? {}),
  ]);
  const areRight = names.every(([name, attribute]) => attributeNames[name] === attribute);
  if (!areRight || used.size !== defined.size || [...used].some((name) => !defined.has(name))) {
    throw new TableFault('ValidationException');
  }
}

/** The place of an item in the index, which compares as DynamoDB sorts them. */
function placeIn(partition: string, item: unknown): readonly string[] {
  const parsed = place.safeParse(item);
  return parsed.success && parsed.data.agenda.S === partition
    ? [`${parsed.data.agendaAt.S} ${parsed.data.pk.S}`]
    : [];
}

function holds(input: TableRequest['input'], stored: TableItem | undefined): boolean {
  switch (input.ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(#pk)':
      return stored === undefined;
    case 'attribute_not_exists(#revokedAt)':
      return stored?.['revokedAt'] === undefined;
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
