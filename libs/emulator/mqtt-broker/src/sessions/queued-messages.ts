import { bytes, optionalInteger, text } from '@fleet/emulator-store';
import type { Row, SqlValue } from '@fleet/emulator-store';
import type { Delivery } from '../deliver/delivery';
import { optionalProperties, propertiesColumn } from './message-properties';

/** The columns that every queued message has. */
export const messageColumns = 'topic, payload, properties, expires_millis';

export function messageValues({ topic, payload, properties, messageExpiry }: Delivery): SqlValue[] {
  return [topic, payload, propertiesColumn(properties), messageExpiry ?? null];
}

/** @throws UnexpectedColumnError */
export function messageOf(row: Row): Delivery {
  return {
    qos: 1,
    retain: false,
    topic: text(row, 'topic'),
    payload: bytes(row, 'payload'),
    properties: optionalProperties(row, 'properties'),
    messageExpiry: optionalInteger(row, 'expires_millis'),
  };
}
