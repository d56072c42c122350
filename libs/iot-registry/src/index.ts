export {
  certificateIdOf,
  certificatesOfThing,
  deactivateCertificate,
  deleteCertificate,
  deleteRetired,
  findCertificate,
  isActiveCertificateOf,
  principalsOfThing,
  retireCertificate,
  revokeCertificate,
  setCertificateStatus,
  type DeviceAttachments,
} from './certificates';
export { connectivityOf, type Connectivity } from './connectivity';
export {
  disconnectUntilAway,
  endConnection,
  type Disconnection,
  type DisconnectOptions,
  type ElapsingTime,
  type SessionEnd,
} from './disconnection';
export { thingIndex, turnOnFleetIndex, type FleetIndexOutcome } from './indexing/turn-on-fleet-index';
export { createDeviceAlerts, type DeviceAlerts } from './device-alerts';
export { connectedSince, isConnectedNow, isSameConnection } from './thing-connectivity';
export { attachedPolicies, attachPolicy, detachPolicy, policyTargets } from './policies';
export {
  addToGroup,
  findThing,
  groupsOfThing,
  mergeAttributes,
  removeFromGroup,
  thingsInGroup,
  thingsOfPrincipal,
  withoutRoom,
  type RegisteredThing,
} from './things';
export { deleteDetached, deleteThing, detachFromThing, onceDetached, type Pause } from './removal';
