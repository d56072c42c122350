export {
  UnknownDeviceError,
  type AgendaPage,
  type ClaimPage,
  type DevicePage,
  type DeviceRegistry,
  type IssueConflict,
} from './device-registry';
export { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
export { agendaIndex } from './dynamodb/record-item';
export { OptimisticDeviceRegistry } from './optimistic-device-registry';
export type { RecordStore } from './record-store';
