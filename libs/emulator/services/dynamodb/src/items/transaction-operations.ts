import type {
  TransactGetItemsCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  ValidationException,
} from '../errors';
import type { CancellationReason } from '../errors';
import type { TableRecord } from '../tables/table-record';
import { formatItem } from '../values/attribute-value';
import type { WireItem } from '../values/attribute-value';
import { parseItem } from '../values/parse-value';
import { refuseSamePlaces } from './batch-operations';
import { keyOfRequest } from './item-key';
import { projectionOf } from './item-operations';
import type { ItemRepository } from './item-repository';
import type { ExpirySweeper } from './expiry-sweeper';
import type { TransactionTokens } from './transaction-tokens';
import { checkOnly, deleteWrite, putWrite, updateWrite, write } from './write-item';
import type { Write } from './write-item';

const maximumActions = 100;
const samePlace = 'Transaction request cannot include multiple operations on one item';

/** `TransactGetItems` and `TransactWriteItems`: all or nothing. */
export class TransactionOperations {
  constructor(
    private readonly items: ItemRepository,
    private readonly sweeper: ExpirySweeper,
    private readonly tokens: TransactionTokens,
    private readonly table: (reference: string | undefined) => TableRecord,
  ) {}

  get(input: TransactGetItemsCommandInput): { Responses: { Item?: WireItem }[] } {
    const reads = (input.TransactItems ?? []).map(({ Get: get }) => {
      const table = this.table(get?.TableName);
      return { table, key: keyOfRequest(parseItem(get?.Key), table), shown: projectionOf(get ?? {}) };
    });
    checkCount(reads.length);
    refuseSamePlaces(reads, samePlace);
    return this.items.atomically(() => ({
      Responses: reads.map(({ table, key, shown }) => {
        const item = this.items.get(table, key);
        return item ? { Item: formatItem(shown(item)) } : {};
      }),
    }));
  }

  /** @throws TransactionCanceledException with a reason for each action */
  write(input: TransactWriteItemsCommandInput): void {
    const actions = input.TransactItems ?? [];
    checkCount(actions.length);
    const plans = actions.map((action) => this.plan(action));
    refuseSamePlaces(plans, samePlace);
    this.items.atomically(() => {
      if (!this.tokens.isFirst(input.ClientRequestToken, input.TransactItems)) {
        return;
      }
      const reasons = plans.map((plan) => this.attempt(plan));
      if (reasons.some(({ Code }) => Code !== 'None')) {
        throw new TransactionCanceledException(reasons);
      }
    });
  }

  private plan({
    Put: put,
    Update: update,
    Delete: remove,
    ConditionCheck: check,
  }: TransactWriteItem): Write {
    const given = [put, update, remove, check].filter((action) => action !== undefined);
    if (given.length !== 1) {
      throw new ValidationException('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    if (put) {
      return putWrite(this.table(put.TableName), put);
    }
    if (update) {
      return updateWrite(this.table(update.TableName), update);
    }
    if (remove) {
      return deleteWrite(this.table(remove.TableName), remove);
    }
    return checkOnly(this.table(check?.TableName), check ?? {});
  }

  /** The transaction around it undoes what was written when another action fails. */
  private attempt(plan: Write): CancellationReason {
    try {
      write(this.items, this.sweeper, plan);
      return { Code: 'None' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        const { Item: item } = error.fields;
        return defined({
          Code: 'ConditionalCheckFailed',
          Message: error.message,
          Item: isWireItem(item) ? item : undefined,
        });
      }
      if (error instanceof AwsError && error.code === 'ValidationException') {
        return { Code: 'ValidationError', Message: error.message };
      }
      throw error;
    }
  }
}

function checkCount(count: number): void {
  if (count < 1 || count > maximumActions) {
    throw new ValidationException(`A transaction has 1 to ${maximumActions} actions, not ${count}.`);
  }
}

/** Made by `formatItem` in `write`, and carried through an error whose fields have no types. */
function isWireItem(value: unknown): value is WireItem {
  return typeof value === 'object' && value !== null;
}
