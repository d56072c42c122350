import type { StoredShape } from '@fleet/emulator-store';
import type { AttributeValue, Item } from './attribute-value';

/**
 * Items as the store keeps them: JSON, each value a pair of type and content, binary as base64. Pairs and not
 * objects, so that attribute names never become property names.
 */
type Stored = [AttributeValue['type'], unknown];

export function serialiseItem(item: Item): string {
  return JSON.stringify(pairsOf(item));
}

export const storedItem: StoredShape<Item> = { parse: itemOf };

function pairsOf(item: Item): [string, Stored][] {
  return [...item].map(([name, value]) => [name, stored(value)]);
}

function stored(value: AttributeValue): Stored {
  switch (value.type) {
    case 'B':
      return ['B', value.value.toString('base64')];
    case 'BS':
      return ['BS', value.value.map((member) => member.toString('base64'))];
    case 'M':
      return ['M', pairsOf(value.value)];
    case 'L':
      return ['L', value.value.map(stored)];
    default:
      return [value.type, value.value];
  }
}

function listOf(input: unknown): unknown[] {
  if (!Array.isArray(input)) {
    throw new TypeError('a stored item has a list here');
  }
  return input;
}

function textOf(input: unknown): string {
  if (typeof input !== 'string') {
    throw new TypeError('a stored item has a text here');
  }
  return input;
}

function flagOf(input: unknown): boolean {
  if (typeof input !== 'boolean') {
    throw new TypeError('a stored item has true or false here');
  }
  return input;
}

function itemOf(input: unknown): Item {
  return new Map(
    listOf(input).map((entry) => {
      const [name, value] = listOf(entry);
      return [textOf(name), valueOf(value)];
    }),
  );
}

function valueOf(input: unknown): AttributeValue {
  const [type, content] = listOf(input);
  switch (type) {
    case 'S':
    case 'N':
      return { type, value: textOf(content) };
    case 'B':
      return { type, value: Buffer.from(textOf(content), 'base64') };
    case 'SS':
    case 'NS':
      return { type, value: listOf(content).map(textOf) };
    case 'BS':
      return { type, value: listOf(content).map((member) => Buffer.from(textOf(member), 'base64')) };
    case 'M':
      return { type, value: itemOf(content) };
    case 'L':
      return { type, value: listOf(content).map(valueOf) };
    case 'BOOL':
      return { type, value: flagOf(content) };
    case 'NULL':
      return { type, value: true };
    default:
      throw new TypeError('a stored item has a type of DynamoDB here');
  }
}
