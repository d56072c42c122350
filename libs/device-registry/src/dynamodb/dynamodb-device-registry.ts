import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import type { DeviceRegistry } from '../device-registry';
import { OptimisticDeviceRegistry } from '../optimistic-device-registry';
import { DynamoDbRecordStore } from './dynamodb-record-store';

/**
 * The devices table in DynamoDB. Needs `dynamodb:GetItem` and `dynamodb:PutItem` on it; `dynamodb:DeleteItem` to
 * remove claims, `dynamodb:Scan` to list.
 */
export function dynamoDbDeviceRegistry(options: {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
}): DeviceRegistry {
  return new OptimisticDeviceRegistry(new DynamoDbRecordStore(options.client, options.tableName));
}
