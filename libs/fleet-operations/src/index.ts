export {
  chosenConfig,
  openFleet,
  withFleet,
  type Fleet,
  type FleetChoice,
  type FleetWithLogs,
  type OpenFleet,
} from './fleet/fleet';
export { ifDeployed } from './fleet/reading-fleet';
export { devicesOf } from './fleet/devices-of-fleet';
export {
  connectedThings,
  countThings,
  disconnectedThings,
  fleetQuery,
  issuedFrom,
  issuedUntil,
  namedLike,
  ofModel,
  searchThings,
  undatedAt,
} from './fleet/fleet-index';
export { pageOfLog, parseJson } from './fleet/log-events';
export { reasonWords } from './reason-words';

export type { NextStep } from './next-step';
export { failureOf, type Failure, type FailureKind } from './failure';
export { NotDeployedError, PartlyDoneError, RefusedError, UsageError } from './operator-errors';
export { pastMoment } from './past-moment';
export type { Output } from './output/output';
export { counted, minuteOf, shortId } from './output/words';

export { ageDevice, planAge } from './devices/age';
export { blockDevice, planBlock } from './devices/block';
export { contradictions } from './devices/contradictions';
export { viewDevice, type CertificateView, type DeviceView } from './devices/device-view';
export { listDue } from './devices/due';
export { listDevices } from './devices/list';
export { permitDevice, planPermit, type PermittingFleet } from './devices/permit';
export { checkPermittedCertificate } from './devices/permitted-certificate';
export { longestPermitHours } from './devices/permit-end';
export { findRemovable, planRemoval, removalWords, removeDevice } from './devices/remove';
export { planPermitRevocation, revokePermits } from './devices/revoke-permit';
export { showDevice } from './devices/show';
export { planUnblock, unblockDevice } from './devices/unblock';

export { chosenClaim, claimsOf, type FleetClaim, type FleetClaims } from './claims/fleet-claim';
export { listClaims } from './claims/list-claims';
export { retireClaim } from './claims/retire-claim';
export { revokeClaim } from './claims/revoke-claim';
export type { SeenProof } from './claims/seen-clients';

export { adoptDevices } from './adoption/adopt';
export { unadoptDevice } from './adoption/unadopt';

export { summarise } from './summary/summary';
export { countRecords } from './summary/record-counts';
