export { chosenConfig, withFleet, type Fleet, type FleetChoice, type FleetWithLogs } from './fleet/fleet';
export { ifDeployed } from './fleet/reading-fleet';
export { devicesOf } from './fleet/devices-of-fleet';
export { fleetQuery, searchThings } from './fleet/fleet-index';

export { failureOf, type Failure, type FailureKind } from './failure';
export { PartlyDoneError, RefusedError, UsageError } from './operator-errors';
export type { Output } from './output/output';
export { counted, minuteOf, shortId } from './output/words';

export { ageDevice } from './devices/age';
export { blockDevice } from './devices/block';
export { listDue } from './devices/due';
export { listDevices } from './devices/list';
export { permitDevice, type PermittingFleet } from './devices/permit';
export { longestPermitHours } from './devices/permit-end';
export { findRemovable, planRemoval, removalWords, removeDevice } from './devices/remove';
export { revokePermits } from './devices/revoke-permit';
export { showDevice } from './devices/show';
export { unblockDevice } from './devices/unblock';

export { chosenClaim } from './claims/fleet-claim';
export { listClaims } from './claims/list-claims';
export { retireClaim } from './claims/retire-claim';
export { revokeClaim } from './claims/revoke-claim';
export type { SeenProof } from './claims/seen-clients';

export { adoptDevices } from './adoption/adopt';
export { unadoptDevice } from './adoption/unadopt';

export { summarise } from './summary/summary';
