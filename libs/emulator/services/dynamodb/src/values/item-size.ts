import type { AttributeValue, Item } from './attribute-value';

/** Bytes of an item as "DynamoDB item sizes and formats" counts them. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of item) {
    size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
}

function valueSize(value: AttributeValue): number {
  switch (value.type) {
    case 'S':
      return Buffer.byteLength(value.value);
    case 'N':
      return numberSize(value.value);
    case 'B':
      return value.value.length;
    case 'SS':
      return sum(value.value, (member) => Buffer.byteLength(member));
    case 'NS':
      return sum(value.value, numberSize);
    case 'BS':
      return sum(value.value, (member) => member.length);
    case 'M':
      return 3 + itemSize(value.value) + value.value.size;
    case 'L':
      return 3 + sum(value.value, (entry) => 1 + valueSize(entry));
    case 'BOOL':
    case 'NULL':
      return 1;
  }
}

/** A byte for two significant digits, one more, and one for the sign. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function sum<T>(members: readonly T[], size: (member: T) => number): number {
  return members.reduce((total, member) => total + size(member), 0);
}
