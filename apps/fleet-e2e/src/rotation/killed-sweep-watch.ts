import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sdkSettings } from '@fleet/local-fleet';
import { defined } from '@fleet/optional-members';
import * as z from 'zod';
import type { RotatingFleet } from './rotating-fleet';

const item = z.object({
  state: z
    .object({
      sweepId: z.string(),
      stage: z.object({ kind: z.enum(['chores', 'find', 'attend', 'done']) }),
    })
    .optional(),
  lease: z.object({ owner: z.string() }).optional(),
});

/** How far the latest sweep has come, as the monitor notes it in its table. */
export interface SweepSeen {
  readonly sweepId?: string;
  readonly stage?: 'chores' | 'find' | 'attend' | 'done';
  /** Who sweeps, or was killed while it swept. */
  readonly owner?: string;
}

/** Looks at the monitor's table from outside. */
export class SweepWatch {
  private readonly client: DynamoDBClient;

  constructor(private readonly rotating: RotatingFleet) {
    this.client = new DynamoDBClient({ ...sdkSettings(rotating.cloud.endpoints), maxAttempts: 1 });
  }

  async look(): Promise<SweepSeen> {
    const tableName = this.rotating.fleet.names.sweepsTable;
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: tableName, Key: { pk: { S: 'state' } }, ConsistentRead: true }),
    );
    const { state, lease } = Item === undefined ? {} : item.parse(unmarshall(Item));
    return defined({ sweepId: state?.sweepId, stage: state?.stage.kind, owner: lease?.owner });
  }

  close(): void {
    this.client.destroy();
  }
}
