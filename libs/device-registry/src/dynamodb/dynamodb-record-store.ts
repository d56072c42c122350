import { isDeepStrictEqual } from 'node:util';

import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';

import type { AgendaPage, ClaimPage, DevicePage } from '../device-registry';
import { timestamp, type ClaimRecord, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { RecordStore } from '../record-store';
import {
  agendaCursor,
  agendaIndex,
  agendaKey,
  claimFrom,
  claimItem,
  claimKey,
  claimPrefix,
  deviceFrom,
  deviceItem,
  deviceKey,
  devicePrefix,
  serialOf,
  type Item,
} from './record-item';

/** Records in one DynamoDB table with the string partition key `pk`. */
export class DynamoDbRecordStore implements RecordStore {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly tableName: string,
    private readonly graceDays: number,
  ) {}

  async read(serial: string): Promise<DeviceRecord | undefined> {
    const item = await this.get(deviceKey(serial));
    return item === undefined ? undefined : deviceFrom(item);
  }

  write(record: DeviceRecord): Promise<boolean> {
    return this.writeIf(deviceItem(record, this.graceDays), buildsOn(record.version - 1));
  }

  async delete(serial: string): Promise<void> {
    await this.remove(deviceKey(serial));
  }

  async deleteUnchanged({ serial, version }: DeviceRecord): Promise<boolean> {
    const input = { TableName: this.tableName, Key: deviceKey(serial), ...buildsOn(version) };
    try {
      await this.client.send(new DeleteItemCommand(input));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    }
  }

  async readClaim(certificateId: string): Promise<ClaimRecord | undefined> {
    const item = await this.get(claimKey(certificateId));
    return item === undefined ? undefined : claimFrom(item);
  }

  writeClaim(claim: ClaimRecord): Promise<boolean> {
    return this.writeIf(claimItem(claim), notRevoked);
  }

  async deleteClaim(certificateId: string): Promise<void> {
    await this.remove(claimKey(certificateId));
  }

  async list({ limit, start }: { readonly limit: number; readonly start?: string }): Promise<DevicePage> {
    const { items, ...place } = await this.scan(devicePrefix, { limit, start });
    return { devices: items.map(deviceFrom), ...place };
  }

  /** Without a limit: DynamoDB reads a megabyte for a page. */
  async listClaims(start?: string): Promise<ClaimPage> {
    const { items, ...place } = await this.scan(claimPrefix, { start });
    return { claims: items.map(claimFrom), ...place };
  }

  pageAfter(serial: string): string {
    return devicePrefix + serial;
  }

  async agenda({
    until,
    limit,
    start,
  }: {
    readonly until: Date;
    readonly limit: number;
    readonly start?: string;
  }): Promise<AgendaPage> {
    const { name, partition, sort, value } = agendaIndex;
    const page = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        IndexName: name,
        Limit: limit,
        KeyConditionExpression: '#agenda = :sweep AND #at <= :until',
        ExpressionAttributeNames: { '#agenda': partition, '#at': sort },
        ExpressionAttributeValues: { ':sweep': { S: value }, ':until': { S: timestamp(until) } },
        ExclusiveStartKey: start === undefined ? undefined : agendaKey(start),
      }),
    );
    const serials = (page.Items ?? []).map(serialOf);
    const last = page.LastEvaluatedKey;
    return last === undefined ? { serials } : { serials, next: agendaCursor(last) };
  }

  private async scan(
    prefix: string,
    { limit, start }: { readonly limit?: number; readonly start?: string | undefined },
  ): Promise<{ readonly items: readonly Item[]; readonly next?: string }> {
    const page = await this.client.send(
      new ScanCommand({
        TableName: this.tableName,
        ConsistentRead: true,
        Limit: limit,
        FilterExpression: 'begins_with(#pk, :prefix)',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ExpressionAttributeValues: { ':prefix': { S: prefix } },
        ExclusiveStartKey: start === undefined ? undefined : { pk: { S: start } },
      }),
    );
    const items = page.Items ?? [];
    const next = page.LastEvaluatedKey?.['pk']?.S;
    return next === undefined ? { items } : { items, next };
  }

  private async remove(key: Item): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key: key }));
  }

  private async get(key: Item): Promise<Item | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: key, ConsistentRead: true }),
    );
    return item;
  }

  private async writeIf(item: Item, condition: Partial<PutItemCommandInput>): Promise<boolean> {
    const input = { TableName: this.tableName, Item: item, ...returningWhatStands, ...condition };
    try {
      await this.client.send(new PutItemCommand(input));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
      // The SDK repeats a request whose answer was lost: what stands in our way may be our own write.
      return isDeepStrictEqual(error.Item, item);
    }
  }
}

const returningWhatStands = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** A revocation is never taken back, least of all by a deploy that writes the record anew. */
const notRevoked: Partial<PutItemCommandInput> = {
  ConditionExpression: 'attribute_not_exists(#revokedAt)',
  ExpressionAttributeNames: { '#revokedAt': 'revokedAt' },
};

function buildsOn(
  version: number,
): Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> {
  if (version === 0) {
    return {
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
    };
  }
  return {
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':before': { N: String(version) } },
  };
}
