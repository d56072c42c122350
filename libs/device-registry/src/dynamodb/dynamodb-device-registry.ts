import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import type { DeviceRegistry } from '../device-registry';
import { OptimisticDeviceRegistry } from '../optimistic-device-registry';
import { leastGraceDays } from '@fleet/certificate-lifecycle';
import { DynamoDbRecordStore } from './dynamodb-record-store';

/**
 * The devices table in DynamoDB. Needs `dynamodb:GetItem` and `dynamodb:PutItem` on it; `dynamodb:DeleteItem` to
 * remove claims, `dynamodb:Scan` to list, `dynamodb:Query` on its index for the agenda.
 * @param options.graceDays of the fleet. Without them the agenda may name a device some days before its time, which
 * whoever reads it finds out.
 */
export function dynamoDbDeviceRegistry(options: {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  readonly graceDays?: number;
}): DeviceRegistry {
  const { client, tableName, graceDays = leastGraceDays } = options;
  return new OptimisticDeviceRegistry(new DynamoDbRecordStore(client, tableName, graceDays));
}
