export { createDynamoDb } from './dynamodb';
export type { DynamoDb, DynamoDbOptions } from './dynamodb';
export type { CancellationReason } from './errors';
export type { Page } from './items/read-pages';
export type { WireItem, WireValue } from './values/attribute-value';
