import type { TableDescription, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { BatchOperations } from './items/batch-operations';
import { ItemOperations } from './items/item-operations';
import { ItemRepository } from './items/item-repository';
import { ExpirySweeper } from './items/expiry-sweeper';
import { TransactionOperations } from './items/transaction-operations';
import { TransactionTokens } from './items/transaction-tokens';
import { TableOperations } from './tables/table-operations';
import { TableRepository } from './tables/table-repository';
import { updateTable } from './tables/update-table';

export interface DynamoDbOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Amazon DynamoDB on the store. Inputs and outputs are those of the API; all operations are synchronous and,
 * when they return, durable.
 */
export interface DynamoDb {
  readonly tables: TableOperations;
  readonly items: ItemOperations;
  readonly batches: BatchOperations;
  readonly transactions: TransactionOperations;
  updateTable(input: UpdateTableCommandInput): TableDescription;
  /** Stops waiting for items to expire. */
  close(): void;
}

export function createDynamoDb({ store, clock, region, accountId }: DynamoDbOptions): DynamoDb {
  const tableRepository = new TableRepository(store);
  const itemRepository = new ItemRepository(store);
  const sweeper = new ExpirySweeper(itemRepository, clock);
  const tables = new TableOperations(tableRepository, itemRepository, sweeper, clock, { region, accountId });
  const table = (reference: string | undefined) => tables.existing(reference);
  sweeper.rearm();
  return {
    tables,
    items: new ItemOperations(itemRepository, sweeper, table),
    batches: new BatchOperations(itemRepository, sweeper, table),
    transactions: new TransactionOperations(
      itemRepository,
      sweeper,
      new TransactionTokens(store, clock),
      table,
    ),
    updateTable: (input) => updateTable(tableRepository, itemRepository, table(input.TableName), input),
    close: () => sweeper.close(),
  };
}
