import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  KeysAndAttributes,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { ValidationException } from '../errors';
import type { TableRecord } from '../tables/table-record';
import { formatItem } from '../values/attribute-value';
import type { WireItem } from '../values/attribute-value';
import { itemSize } from '../values/item-size';
import { parseItem } from '../values/parse-value';
import { keyOfRequest } from './item-key';
import { projectionOf } from './item-operations';
import type { ItemRepository } from './item-repository';
import type { ExpirySweeper } from './expiry-sweeper';
import { deleteWrite, putWrite, write } from './write-item';
import type { Write } from './write-item';

const maximumReads = 100;
const maximumWrites = 25;
const answerBytes = 16 * 1024 * 1024;

/** One write of several, known by its place: a request may not name a place twice. */
export function refuseSamePlaces(
  places: readonly { table: TableRecord; key: Write['key'] }[],
  message: string,
): void {
  const seen = new Set<string>();
  for (const { table, key } of places) {
    const place = `${table.id} ${key.partition.toString('base64')} ${key.sort.toString('base64')}`;
    if (seen.has(place)) {
      throw new ValidationException(message);
    }
    seen.add(place);
  }
}

/** `BatchGetItem` and `BatchWriteItem`: many items, each for itself. */
export class BatchOperations {
  constructor(
    private readonly items: ItemRepository,
    private readonly sweeper: ExpirySweeper,
    private readonly table: (reference: string | undefined) => TableRecord,
  ) {}

  get(input: BatchGetItemCommandInput): Pick<BatchGetItemCommandOutput, 'UnprocessedKeys'> & {
    Responses: Record<string, WireItem[]>;
  } {
    const requests = Object.entries(input.RequestItems ?? {});
    const count = requests.reduce((total, [, { Keys = [] }]) => total + Keys.length, 0);
    if (count === 0 || count > maximumReads) {
      throw new ValidationException(`BatchGetItem takes 1 to ${maximumReads} keys, not ${count}.`);
    }
    const responses: [string, WireItem[]][] = [];
    const unprocessed: [string, KeysAndAttributes][] = [];
    let bytes = 0;
    for (const [name, request] of requests) {
      const { table, keys, shown } = this.readsOf(name, request);
      const found: WireItem[] = [];
      const left: NonNullable<KeysAndAttributes['Keys']> = [];
      for (const [index, key] of keys.entries()) {
        const item = bytes < answerBytes ? this.items.get(table, key) : undefined;
        if (bytes >= answerBytes) {
          left.push(request.Keys?.[index] ?? {});
        }
        if (!item) {
          continue;
        }
        bytes += itemSize(item);
        found.push(formatItem(shown(item)));
      }
      responses.push([name, found]);
      if (left.length > 0) {
        unprocessed.push([name, { ...request, Keys: left }]);
      }
    }
    return { Responses: Object.fromEntries(responses), UnprocessedKeys: Object.fromEntries(unprocessed) };
  }

  write(input: BatchWriteItemCommandInput): { UnprocessedItems: Record<string, WriteRequest[]> } {
    const writes = Object.entries(input.RequestItems ?? {}).flatMap(([name, requests]) => {
      const table = this.table(name);
      return requests.map((request) => batchWrite(table, request));
    });
    if (writes.length === 0 || writes.length > maximumWrites) {
      throw new ValidationException(
        `BatchWriteItem takes 1 to ${maximumWrites} requests, not ${writes.length}.`,
      );
    }
    refuseSamePlaces(writes, 'Provided list of item keys contains duplicates');
    this.items.atomically(() => {
      for (const plan of writes) {
        write(this.items, this.sweeper, plan);
      }
    });
    return { UnprocessedItems: {} };
  }

  private readsOf(name: string, request: KeysAndAttributes) {
    const table = this.table(name);
    const keys = (request.Keys ?? []).map((key) => keyOfRequest(parseItem(key), table));
    refuseSamePlaces(
      keys.map((key) => ({ table, key })),
      'Provided list of item keys contains duplicates',
    );
    return { table, keys, shown: projectionOf(request) };
  }
}

function batchWrite(table: TableRecord, { PutRequest: put, DeleteRequest: remove }: WriteRequest): Write {
  if (put && !remove) {
    return putWrite(table, { Item: put.Item });
  }
  if (remove && !put) {
    return deleteWrite(table, { Key: remove.Key });
  }
  throw new ValidationException('A write request has either a PutRequest or a DeleteRequest.');
}
