export { adoptedOver, adoptionOutcome, type Adoption, type AdoptionOutcome } from './adoption';
export {
  hasPermit,
  isMadeByFleet,
  type ClaimRecord,
  type DeviceRecord,
  type DeviceState,
  type IssuedCertificate,
  type PermitKind,
  type Timestamp,
} from './device-record';
export { awaitsAmends, awaitsProof } from './certificate-standing';
export {
  maximumOutstanding,
  type IssueDecision,
  type IssueRefusal,
  type Proof,
  type ProofDecision,
  type ProofRefusal,
  type ProvisionRequest,
  type RotationRequest,
} from './certificate-life';
export { maximumDeleted, type Retirement } from './retirement';
export { roleOf, type CertificateRole } from './certificate-role';
export {
  RegistryContentionError,
  UnknownDeviceError,
  type AgendaPage,
  type DevicePage,
  type DeviceRegistry,
  type IssueConflict,
} from './device-registry';
export type { AllowOutcome, BlockNote } from './operator-decisions';
export { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
export { agendaIndex, MalformedItemError } from './dynamodb/record-item';
export { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';
export { choresDue, type Chore } from './sweep-chores';
