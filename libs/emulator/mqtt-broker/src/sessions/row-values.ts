import { deserialize, serialize } from 'node:v8';
import type { Row, SqlValue } from '@fleet/emulator-store';
import { z } from 'zod';

const properties = z.record(z.string(), z.unknown());

/** MQTT 5 properties hold bytes and repeated keys: kept as V8 writes them, read by nobody but us. */
export function propertiesColumn(value: object | undefined): Buffer | null {
  return value === undefined ? null : serialize(value);
}

export function propertiesOf(value: SqlValue | undefined): Record<string, unknown> | undefined {
  return Buffer.isBuffer(value) ? properties.parse(deserialize(value)) : undefined;
}

export function textOf(row: Row, column: string): string {
  return z.string().parse(row[column]);
}

export function numberOf(row: Row, column: string): number {
  return z.number().parse(row[column]);
}

export function bytesOf(row: Row, column: string): Buffer {
  return z.instanceof(Buffer).parse(row[column]);
}
