export {
  adopt,
  adoptedDevice,
  adoptedOver,
  adoptionOutcome,
  type AdoptedDevice,
  type Adoption,
  type AdoptionOutcome,
} from './adoption';
export {
  certificateInForce,
  hasPermit,
  isMadeByFleet,
  mayReprovision,
  timestamp,
  type AdoptionNote,
  type ClaimRecord,
  type DeviceRecord,
  type DeviceState,
  type PermitKind,
  type Transition,
} from './device-record';
export type {
  CertificateInForce,
  IssuedCertificate,
  ProvenCertificate,
  Timestamp,
} from './issued-certificate';
export {
  recordFrom,
  storedCertificate,
  storedRecord,
  type StoredCertificate,
  type StoredRecord,
} from './stored-record';
export {
  claimBehind,
  claimStanding,
  isUnprovenOver,
  joinedOver,
  withdrawUnproven,
  type ClaimStanding,
} from './claim-standing';
export { awaitsAmends, awaitsProof, hidesDate, oldestUnproven, shownOnThing } from './certificate-standing';
export {
  issueOverCertificate,
  issueOverClaim,
  prove,
  type Proof,
  type ProvisionRequest,
  type RotationRequest,
} from './certificate-life';
export type { IssueDecision, IssueRefusal } from './issuance';
export type { Amends, DueCertificate, ProofDecision, ProofRefusal } from './proof-decision';
export { noteDeleted, retire, takeForLost, type Retirement } from './retirement';
export { restore, type Restoration, type RestoreOutcome } from './restoration';
export { roleOf, type CertificateRole } from './certificate-role';
export {
  allow,
  beginRelease,
  beginRemoval,
  block,
  disallow,
  grantPermit,
  isKeptOut,
  revokePermits,
  unblock,
  type AllowOutcome,
  type BlockNote,
  type DisallowOutcome,
  type ModelBinding,
  type Permit,
} from './operator-decisions';
export { isToStayAway } from './staying-away';
export { agendaAt, choresDue, leastGraceDays, type Chore } from './sweep-chores';
export { longestTurnSeconds, turnLeft } from './turn-to-rotate';
export {
  forgetWarnings,
  giveTime,
  isDueNoted,
  noteDue,
  noteWarned,
  silentSince,
  type DueNote,
} from './warnings';
export {
  dropEndedPermits,
  noteBlockEnforced,
  noteDateRestored,
  noteDateWithdrawn,
  noteReinstated,
} from './sweep-notes';
