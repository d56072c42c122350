import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';
import { foundThing, type FoundThing } from '../find/found-thing';
import type { SweepEvent } from './sweep-event';
import { claim, sweepState, type Claim, type SweepLease, type SweepState } from './sweep-state';
import { LeaseLostError, type RoundIdentity, type SweepStore } from './sweep-store';

/** The one item with how far the sweep has come; pages of its spool lie beside it. */
const stateKey = 'state';

/** The table's time to live takes what a sweep that was given up left behind. */
const keptSeconds = 7 * 86_400;

const stateItem = z.object({
  pk: z.string(),
  version: z.int(),
  /** Absent in the moment between a first claim and its first save. */
  state: z.optional(sweepState),
  lease: z.optional(z.object({ owner: z.string(), until: z.int() })),
});

const pageItem = z.object({ pk: z.string(), things: z.array(foundThing) });

/** An item of the table that the monitor did not write. */
export class MalformedSweepItemError extends Error {
  override readonly name = 'MalformedSweepItemError';

  constructor(table: string, key: string) {
    super(
      `The item ${JSON.stringify(key)} of ${table} cannot be read. Delete it: the next sweep begins anew.`,
    );
  }
}

/** Needs `dynamodb:GetItem`, `dynamodb:PutItem` and `dynamodb:DeleteItem` on the table. */
export class DynamoDbSweepStore implements SweepStore {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly tableName: string,
    private readonly now: () => Date,
  ) {}

  async claim(event: SweepEvent, { owner, nowMillis, leaseUntil }: RoundIdentity): Promise<Claim> {
    const item = await this.read();
    const held = defined({ state: item?.state, lease: item?.lease });
    const decision = claim(held, event, { owner, nowMillis });
    if (decision.outcome === 'busy' || decision.outcome === 'over') {
      return decision;
    }
    const taken = { ...item, version: (item?.version ?? 0) + 1, lease: { owner, until: leaseUntil } };
    return (await this.write(taken)) ? decision : { outcome: 'busy', until: leaseUntil };
  }

  async save(state: SweepState, owner: string, lease: SweepLease | undefined): Promise<void> {
    const item = await this.read();
    if (item?.lease?.owner !== owner) {
      throw new LeaseLostError(state.sweepId);
    }
    if (!(await this.write({ version: item.version + 1, state, lease }))) {
      throw new LeaseLostError(state.sweepId);
    }
  }

  async release(owner: string): Promise<void> {
    const item = await this.read();
    if (item?.lease?.owner !== owner) {
      return;
    }
    const { version, state } = item;
    // Who was quicker has taken the lease over, and then there is nothing to give back.
    await this.write({ version: version + 1, state });
  }

  async spool(sweepId: string, page: number, things: readonly FoundThing[]): Promise<void> {
    const expiresAt = Math.floor(this.now().getTime() / 1000) + keptSeconds;
    await this.put({ pk: pageKey(sweepId, page), things, expiresAt });
  }

  async spooled(sweepId: string, page: number): Promise<readonly FoundThing[]> {
    const item = await this.get(pageKey(sweepId, page));
    return item === undefined ? [] : this.parse(pageItem, item).things;
  }

  async discard(sweepId: string, page: number): Promise<void> {
    await this.client.send(
      new DeleteItemCommand({ TableName: this.tableName, Key: { pk: { S: pageKey(sweepId, page) } } }),
    );
  }

  private async read() {
    const item = await this.get(stateKey);
    return item === undefined ? undefined : this.parse(stateItem, item);
  }

  /** Writes the state over the version that it builds on. Returns whether it was still there. */
  private async write(item: {
    readonly version: number;
    readonly state?: SweepState | undefined;
    readonly lease?: SweepLease | undefined;
  }): Promise<boolean> {
    try {
      await this.put({ ...item, pk: stateKey }, item.version - 1);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
      // The SDK repeats a request whose answer was lost: what stands in our way may be our own write.
      const found = await this.read();
      return found?.version === item.version && found.lease?.owner === item.lease?.owner;
    }
  }

  private async put(item: Readonly<Record<string, unknown>>, buildsOn?: number): Promise<void> {
    const condition = buildsOn === undefined ? {} : onVersion(buildsOn);
    const written = marshall(item, { removeUndefinedValues: true });
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: written, ...condition }));
  }

  private async get(key: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : unmarshall(Item);
  }

  private parse<T>(schema: z.ZodMiniType<T>, item: Readonly<Record<string, unknown>>): T {
    const parsed = schema.safeParse(item);
    if (parsed.success) {
      return parsed.data;
    }
    throw new MalformedSweepItemError(this.tableName, String(item['pk']));
  }
}

function onVersion(version: number): Partial<PutItemCommandInput> {
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

function pageKey(sweepId: string, page: number): string {
  return `page#${sweepId}#${page}`;
}
