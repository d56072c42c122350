import type { Item } from '../values/attribute-value';

/** When an item expires, in seconds since the epoch: a number in the table's time-to-live attribute. */
export function expiryOf(item: Item, attribute: string | undefined): number | undefined {
  const value = attribute === undefined ? undefined : item.get(attribute);
  const seconds = value?.type === 'N' ? Math.floor(Number(value.value)) : undefined;
  return seconds !== undefined && Number.isSafeInteger(seconds) && seconds > 0 ? seconds : undefined;
}
