import assert from 'node:assert/strict';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { thingAttributes } from '@fleet/fleet-contract';
import * as z from 'zod/mini';
import { sweepQuery } from './sweep-query';

const key = z.looseObject({ pk: z.object({ S: z.string() }) });
const tableInput = z.object({ TableName: z.string() });
const keyInput = z.object({ Key: key });
const putInput = z.object({ Item: key });
const queryInput = z.object({
  Limit: z.int(),
  ExclusiveStartKey: z.optional(key),
  ExpressionAttributeValues: z.object({ ':until': z.object({ S: z.string() }) }),
});
type Item = Readonly<Record<string, unknown>>;

const region = { region: 'us-east-1' } as const;
const first = { step: 'initialize', priority: 'high' } as const;

const agendaTime = z.object({ S: z.string() });
const searchInput = z.object({
  queryString: z.string(),
  nextToken: z.optional(z.string()),
  maxResults: z.int(),
});
const thingInput = z.object({ thingName: z.string() });

/** A thing as the fleet index has it. */
export interface IndexedTestThing {
  readonly attributes: Readonly<Record<string, string>>;
  readonly connected: boolean;
}

/**
 * AWS as a sweep meets it, behind the real SDK clients, which counts what it is asked. It answers as if every
 * certificate were active and every condition held; what AWS makes of the requests is shown elsewhere.
 */
export class CountedCloud {
  readonly things = new Map<string, IndexedTestThing>();
  readonly tables = { devices: new Map<string, Item>(), sweeps: new Map<string, Item>() };
  /** Since when connected devices are. */
  readonly connectedSince = new Date('2027-01-01T12:00:00Z');
  /** Certificates are in this state. */
  certificates: 'ACTIVE' | 'INACTIVE' = 'ACTIVE';
  calls: Record<string, number> = {};

  readonly clients = {
    iot: new IoTClient(region),
    iotData: new IoTDataPlaneClient(region),
    dynamoDb: new DynamoDBClient(region),
    scheduler: new SchedulerClient(region),
    sqs: new SQSClient(region),
  };

  constructor() {
    const { iot, iotData, dynamoDb, scheduler, sqs } = this.clients;
    const counted = this.answering((operation) => {
      this.count(operation);
      return {};
    });
    iot.middlewareStack.add(
      this.answering((operation, input) => this.iot(operation, input)),
      first,
    );
    iotData.middlewareStack.add(counted, first);
    dynamoDb.middlewareStack.add(
      this.answering((operation, input) => this.dynamoDb(operation, input)),
      first,
    );
    scheduler.middlewareStack.add(counted, first);
    sqs.middlewareStack.add(counted, first);
  }

  /** How often each operation was called since the last reset; of DynamoDB also on what. */
  reset(): void {
    this.calls = {};
  }

  private count(what: string): void {
    this.calls[what] = (this.calls[what] ?? 0) + 1;
  }

  /** Stands in for all that the SDK would do with a request. */
  private answering(answer: (operation: string, input: unknown) => object) {
    return (_next: unknown, { commandName }: { commandName?: string }) =>
      ({ input }: { input: unknown }) => {
        assert(commandName !== undefined, 'The SDK says which command it carries out');
        const output = { $metadata: {}, ...answer(commandName.replace(/Command$/, ''), input) };
        return Promise.resolve({ response: {}, output });
      };
  }

  private iot(operation: string, input: unknown): object {
    this.count(operation);
    if (operation === 'SearchIndex') {
      return this.search(searchInput.parse(input));
    }
    if (operation === 'DescribeThing') {
      return { attributes: this.things.get(thingInput.parse(input).thingName)?.attributes ?? {} };
    }
    if (operation === 'GetThingConnectivityData') {
      const connected = this.things.get(thingInput.parse(input).thingName)?.connected ?? false;
      return { connected, timestamp: this.connectedSince };
    }
    if (operation === 'DescribeCertificate') {
      return { certificateDescription: { certificateArn: 'arn', status: this.certificates } };
    }
    return {};
  }

  private search({ queryString, nextToken = '0', maxResults }: z.infer<typeof searchInput>): object {
    const finds = sweepQuery(queryString);
    const matching = [...this.things.entries()].filter(([, { attributes }]) =>
      finds(attributes[thingAttributes.certIssuance]),
    );
    const place = Number(nextToken);
    const page = matching.slice(place, place + maxResults);
    const things = page.map(([thingName, { attributes, connected }]) => ({
      thingName,
      attributes,
      connectivity: { connected, timestamp: 0 },
    }));
    const next = place + page.length;
    return next < matching.length ? { things, nextToken: String(next) } : { things };
  }

  private dynamoDb(operation: string, raw: unknown): object {
    const isSweeps = tableInput.parse(raw).TableName.endsWith('_sweeps');
    const table = isSweeps ? this.tables.sweeps : this.tables.devices;
    const countOf = (pk: string) => {
      const where = pk.startsWith('page#') ? 'spool' : isSweeps ? 'sweeps' : 'devices';
      this.count(`${where} ${operation}`);
    };
    switch (operation) {
      case 'GetItem': {
        const pk = keyInput.parse(raw).Key.pk.S;
        countOf(pk);
        return { Item: table.get(pk) };
      }
      case 'PutItem': {
        const { Item: written } = putInput.parse(raw);
        countOf(written.pk.S);
        table.set(written.pk.S, written);
        return {};
      }
      case 'DeleteItem': {
        const pk = keyInput.parse(raw).Key.pk.S;
        countOf(pk);
        table.delete(pk);
        return {};
      }
      case 'Query':
        this.count('agenda Query');
        return agenda([...table.values()], queryInput.parse(raw));
      default:
        throw new Error(`a sweep has no use for ${operation}`);
    }
  }
}

function agenda(items: readonly Item[], input: z.infer<typeof queryInput>): object {
  const until = input.ExpressionAttributeValues[':until'].S;
  const start = input.ExclusiveStartKey?.pk.S;
  const waiting = items
    .filter((each) => agendaTime.safeParse(each['agendaAt']).data !== undefined)
    .filter((each) => agendaTime.parse(each['agendaAt']).S <= until)
    .filter((each) => start === undefined || key.parse(each).pk.S > start)
    .sort((one, other) => (key.parse(one).pk.S < key.parse(other).pk.S ? -1 : 1));
  const page = waiting.slice(0, input.Limit);
  const last = page.at(-1);
  const isLast = last === undefined || page.length === waiting.length;
  return isLast
    ? { Items: page }
    : { Items: page, LastEvaluatedKey: { pk: last['pk'], agendaAt: last['agendaAt'] } };
}
