import { ValidationException } from '../errors';
import type { KeySchema, TableRecord, KeyAttribute } from '../tables/table-record';
import { keyNames } from '../tables/table-definition';
import type { Item } from '../values/attribute-value';
import { encodeKey } from '../values/key-encoding';

/** Where an item lies: bytes that compare as DynamoDB orders keys. Without a sort key `sort` is empty. */
export interface ItemKey {
  readonly partition: Buffer;
  readonly sort: Buffer;
}

const maximumPartitionBytes = 2048;
const maximumSortBytes = 1024;

/**
 * The key in an item.
 *
 * @throws ValidationException when it is missing, of the wrong type, empty or too long
 */
export function keyOfItem(item: Item, key: KeySchema): ItemKey {
  return {
    partition: keyPart(item, key.partition, maximumPartitionBytes),
    sort: key.sort ? keyPart(item, key.sort, maximumSortBytes) : Buffer.alloc(0),
  };
}

/** The key given as `Key`: these attributes and no others. @throws ValidationException */
export function keyOfRequest(key: Item, table: TableRecord): ItemKey {
  const names = keyNames(table.key);
  if (key.size !== names.length || !names.every((name) => key.has(name))) {
    throw new ValidationException('The provided key element does not match the schema');
  }
  return keyOfItem(key, table.key);
}

/** The item's key in an index; undefined when the item is not in it, for lack of an attribute. */
export function keyInIndex(item: Item, key: KeySchema): ItemKey | undefined {
  return keyNames(key).every((name) => item.has(name)) ? keyOfItem(item, key) : undefined;
}

function keyPart(item: Item, attribute: KeyAttribute, maximumBytes: number): Buffer {
  const value = item.get(attribute.name);
  if (!value) {
    throw new ValidationException(
      `One or more parameter values were invalid: Missing the key ${attribute.name} in the item`,
    );
  }
  if (value.type !== attribute.type) {
    throw new ValidationException(
      `One or more parameter values were invalid: Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${value.type}`,
    );
  }
  const bytes = encodeKey(value);
  if (value.type !== 'N' && value.value.length === 0) {
    throw new ValidationException(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${value.type === 'S' ? 'string' : 'binary'} value. Key: ${attribute.name}`,
    );
  }
  if (bytes.length > maximumBytes) {
    throw new ValidationException(
      `One or more parameter values were invalid: Size of key ${attribute.name} exceeds the limit of ${maximumBytes} bytes`,
    );
  }
  return bytes;
}
