import { randomUUID } from 'node:crypto';
import type {
  ContinuousBackupsDescription,
  CreateTableCommandInput,
  ListTablesCommandInput,
  TableDescription,
  Tag,
  TimeToLiveDescription,
  TimeToLiveSpecification,
  UpdateContinuousBackupsCommandInput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '@fleet/emulator-clock';
import { defined } from '@fleet/optional-members';
import { pageSize, readPage } from '@fleet/paging';
import type { SizeRules } from '@fleet/paging';
import { ResourceInUseException, ResourceNotFoundException, ValidationException } from '../errors';
import type { ItemRepository } from '../items/item-repository';
import type { ExpirySweeper } from '../items/expiry-sweeper';
import { definitionOf, tableNameOf, tagsIn } from './table-definition';
import { describeTable } from './table-description';
import type { TableRecord } from './table-record';
import type { TableRepository } from './table-repository';

/** API reference, ListTables: `Limit` is at most 100. Where a page ends is no token, but the name of a table. */
const listedTables: SizeRules = {
  defaultSize: 100,
  largestSize: 100,
  clampsSize: true,
  refuseSize: (asked) =>
    new ValidationException(`Limit is ${asked}: it must be a whole number from 1 to 100`),
};
const maximumTags = 50;

/** Tables and their settings. */
export class TableOperations {
  constructor(
    private readonly tables: TableRepository,
    private readonly items: ItemRepository,
    private readonly sweeper: ExpirySweeper,
    private readonly clock: Clock,
    private readonly owner: { readonly region: string; readonly accountId: string },
  ) {}

  find(name: string): TableRecord | undefined {
    return this.tables.find(name);
  }

  /** @throws ResourceNotFoundException */
  existing(reference: string | undefined): TableRecord {
    const name = tableNameOf(reference);
    const table = this.tables.find(name);
    if (table) {
      return table;
    }
    throw new ResourceNotFoundException(`Requested resource not found: Table: ${name} not found`);
  }

  create(input: CreateTableCommandInput): TableDescription {
    const definition = definitionOf(input);
    const { region, accountId } = this.owner;
    return this.items.atomically(() => {
      if (this.tables.find(definition.name)) {
        throw new ResourceInUseException(`Table already exists: ${definition.name}`);
      }
      const table: TableRecord = {
        ...definition,
        id: randomUUID(),
        arn: `arn:aws:dynamodb:${region}:${accountId}:table/${definition.name}`,
        createdAt: this.clock.nowMillis(),
      };
      this.tables.save(table);
      return describeTable(table, { items: 0, bytes: 0 }, 'ACTIVE');
    });
  }

  describe(reference: string | undefined): TableDescription {
    const table = this.existing(reference);
    return describeTable(table, this.items.figures(table), 'ACTIVE');
  }

  delete(reference: string | undefined): TableDescription {
    return this.items.atomically(() => {
      const table = this.existing(reference);
      if (table.deletionProtection) {
        throw new ValidationException(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        );
      }
      const description = describeTable(table, this.items.figures(table), 'DELETING');
      this.items.deleteAll(table);
      this.tables.delete(table.name);
      return description;
    });
  }

  list(input: ListTablesCommandInput): { TableNames: string[]; LastEvaluatedTableName?: string } {
    const size = pageSize(input.Limit, listedTables);
    const { items, last } = readPage(input.ExclusiveStartTableName, size, (after, limit) =>
      this.tables.names(after, limit),
    );
    return defined({ TableNames: [...items], LastEvaluatedTableName: last });
  }

  updateTimeToLive(input: UpdateTimeToLiveCommandInput): TimeToLiveSpecification {
    const { AttributeName: attribute, Enabled: enabled } = input.TimeToLiveSpecification ?? {};
    if (attribute === undefined || attribute === '') {
      throw new ValidationException('AttributeName is required.');
    }
    this.items.atomically(() => {
      const table = this.existing(input.TableName);
      const { timeToLiveAttribute: current } = table;
      const isEnabled = current !== undefined;
      if (isEnabled === (enabled ?? false)) {
        throw new ValidationException(`TimeToLive is already ${isEnabled ? 'enabled' : 'disabled'}`);
      }
      if (isEnabled && current !== attribute) {
        throw new ValidationException(
          `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
        );
      }
      const changed = { ...table, timeToLiveAttribute: enabled ? attribute : undefined };
      this.tables.save(changed);
      this.items.refreshExpiries(changed);
    });
    this.sweeper.rearm();
    return { AttributeName: attribute, Enabled: enabled };
  }

  describeTimeToLive(reference: string | undefined): TimeToLiveDescription {
    const { timeToLiveAttribute: attribute } = this.existing(reference);
    return attribute === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute };
  }

  updateContinuousBackups(input: UpdateContinuousBackupsCommandInput): ContinuousBackupsDescription {
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } =
      input.PointInTimeRecoverySpecification ?? {};
    if (days !== undefined && (days < 1 || days > 35)) {
      throw new ValidationException('RecoveryPeriodInDays must be from 1 to 35.');
    }
    const table = this.existing(input.TableName);
    this.tables.save({
      ...table,
      recoverySince: enabled ? (table.recoverySince ?? this.clock.nowMillis()) : undefined,
      recoveryDays: enabled ? (days ?? 35) : undefined,
    });
    return this.describeContinuousBackups(input.TableName);
  }

  describeContinuousBackups(reference: string | undefined): ContinuousBackupsDescription {
    const { recoverySince: since, recoveryDays: days } = this.existing(reference);
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        since === undefined
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: days,
              EarliestRestorableDateTime: new Date(since),
              LatestRestorableDateTime: this.clock.now(),
            },
    };
  }

  tag(arn: string | undefined, tags: readonly Tag[] | undefined): void {
    const table = this.existing(arn);
    const changed = { ...table.tags, ...tagsIn(tags) };
    if (Object.keys(changed).length > maximumTags) {
      throw new ValidationException(`A table has at most ${maximumTags} tags.`);
    }
    this.tables.save({ ...table, tags: changed });
  }

  untag(arn: string | undefined, keys: readonly string[] | undefined): void {
    const table = this.existing(arn);
    const removed = new Set(keys);
    const tags = Object.fromEntries(Object.entries(table.tags).filter(([key]) => !removed.has(key)));
    this.tables.save({ ...table, tags });
  }

  tags(arn: string | undefined): Tag[] {
    return Object.entries(this.existing(arn).tags).map(([Key, Value]) => ({ Key, Value }));
  }
}
