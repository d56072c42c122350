import type {
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { ValidationException } from '../errors';
import { project } from '../expressions/document-path';
import { Placeholders } from '../expressions/placeholders';
import { parseProjection } from '../expressions/projection-parser';
import type { TableRecord } from '../tables/table-record';
import { formatItem } from '../values/attribute-value';
import type { Item, WireItem } from '../values/attribute-value';
import { parseItem } from '../values/parse-value';
import { keyOfRequest } from './item-key';
import type { ItemRepository } from './item-repository';
import { query, refuseLegacy, scan } from './read-pages';
import type { Page } from './read-pages';
import { checkReturnValues, returnedAttributes } from './returned-attributes';
import type { ExpirySweeper } from './expiry-sweeper';
import { deleteWrite, putWrite, updateWrite, write } from './write-item';
import type { Write, WriteExpressions } from './write-item';

const legacyWriteMembers = ['Expected', 'AttributeUpdates', 'ConditionalOperator'] as const;

function refuseLegacyWrite(input: object): void {
  const used = legacyWriteMembers.find((member) => Reflect.get(input, member) !== undefined);
  if (used) {
    throw new ValidationException(`${used} is not supported by local-cloud: use an expression instead.`);
  }
}

/** Reads of and writes to single items, and pages of them. */
export class ItemOperations {
  constructor(
    private readonly items: ItemRepository,
    private readonly sweeper: ExpirySweeper,
    private readonly table: (reference: string | undefined) => TableRecord,
  ) {}

  get(
    input: Pick<
      GetItemCommandInput,
      'TableName' | 'Key' | 'ProjectionExpression' | 'ExpressionAttributeNames'
    >,
  ): {
    Item?: WireItem;
  } {
    refuseLegacy(input);
    const table = this.table(input.TableName);
    const key = keyOfRequest(parseItem(input.Key), table);
    const shown = projectionOf(input);
    const item = this.items.get(table, key);
    return item ? { Item: formatItem(shown(item)) } : {};
  }

  put(input: PutItemCommandInput): { Attributes?: WireItem } {
    refuseLegacyWrite(input);
    const wanted = checkReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD']);
    return this.write(putWrite(this.table(input.TableName), input), wanted, input);
  }

  delete(input: DeleteItemCommandInput): { Attributes?: WireItem } {
    refuseLegacyWrite(input);
    const wanted = checkReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD']);
    return this.write(deleteWrite(this.table(input.TableName), input), wanted, input);
  }

  update(input: UpdateItemCommandInput): { Attributes?: WireItem } {
    refuseLegacyWrite(input);
    const wanted = checkReturnValues(input.ReturnValues, [
      'NONE',
      'ALL_OLD',
      'ALL_NEW',
      'UPDATED_OLD',
      'UPDATED_NEW',
    ]);
    return this.write(updateWrite(this.table(input.TableName), input), wanted, input);
  }

  query(input: QueryCommandInput): Page {
    return query(this.items, this.table(input.TableName), input);
  }

  scan(input: ScanCommandInput): Page {
    return scan(this.items, this.table(input.TableName), input);
  }

  private write(plan: Write, wanted: string, input: WriteExpressions): { Attributes?: WireItem } {
    const written = this.items.atomically(() => write(this.items, this.sweeper, plan));
    return returnedAttributes(wanted, written, input);
  }
}

/** What a read shows of an item. @throws ValidationException */
export function projectionOf(input: {
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
}): (item: Item) => Item {
  const { ProjectionExpression: expression, ExpressionAttributeNames: names } = input;
  if (expression === undefined) {
    if (names) {
      throw new ValidationException('ExpressionAttributeNames can only be specified when using expressions');
    }
    return (item) => item;
  }
  const placeholders = new Placeholders(names, undefined);
  const paths = parseProjection(expression, placeholders);
  placeholders.refuseUnused();
  return (item) => project(item, paths);
}
