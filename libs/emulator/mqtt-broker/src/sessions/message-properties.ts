import { deserialize, serialize } from 'node:v8';
import { UnexpectedColumnError, optionalBytes } from '@fleet/emulator-store';
import type { Row } from '@fleet/emulator-store';
import * as z from 'zod';

const properties = z.record(z.string(), z.unknown());

/** MQTT 5 properties hold bytes and repeated keys: kept as V8 writes them, read by nobody but us. */
export function propertiesColumn(value: object | undefined): Buffer | null {
  return value === undefined ? null : serialize(value);
}

/** @throws UnexpectedColumnError */
export function optionalProperties(row: Row, column: string): Record<string, unknown> | undefined {
  const stored = optionalBytes(row, column);
  try {
    return stored && properties.parse(deserialize(stored));
  } catch (cause) {
    throw new UnexpectedColumnError(column, 'properties of a message', { cause });
  }
}
