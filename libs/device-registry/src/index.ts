export {
  UnknownDeviceError,
  type AgendaPage,
  type DevicePage,
  type DeviceRegistry,
  type IssueConflict,
} from './device-registry';
export { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
export { agendaIndex } from './dynamodb/record-item';
