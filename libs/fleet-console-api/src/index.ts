export { apiFailure, type ApiFailure, type FailureKind } from './failure';
export { acts, apiPaths, deviceActs, type Act, type DeviceActName } from './paths';
export { secretHeader, sessionCookie, sessionGrant, sessionRequest, type SessionGrant } from './session';
export { about, type About, type Availability } from './about';
export {
  fleetAges,
  fleetCounts,
  recordCounts,
  type AgeBar,
  type FleetAges,
  type FleetCounts,
  type RecordCounts,
} from './fleet-counts';
export { fleetSweeps, type FleetSweeps, type SweepDay } from './fleet-sweeps';
export {
  fleetAlarms,
  fleetRefusals,
  type FleetAlarm,
  type FleetAlarms,
  type FleetRefusals,
  type RefusalCount,
} from './fleet-troubles';
export {
  deviceList,
  deviceQuery,
  happenings,
  queryString,
  recordStates,
  type DeviceList,
  type DeviceQuery,
  type DeviceRow,
  type Happening,
  type RecordState,
} from './device-list';
export {
  devicePage,
  type DevicePage,
  type DeviceCertificate,
  type Permission,
  type TimelineItem,
} from './device-page';
export { deviceDecisions, type DeviceDecision, type DeviceDecisions } from './device-decisions';
export {
  bulkRequest,
  claimRequest,
  deviceActRequest,
  mostSelected,
  type DeviceActRequest,
} from './act-requests';
export { workEvent, type WorkEvent } from './work-events';
export { claimList, joinedByClaim, type ClaimList, type ClaimRow, type JoinedByClaim } from './claims';
export {
  clockChange,
  clockState,
  faultList,
  faultRequest,
  faultsRemoved,
  logEvent,
  type ClockChange,
  type ClockState,
  type Fault,
  type FaultRequest,
  type LogEvent,
} from './local-cloud';
export { liveEvent, type LiveEvent } from './live-events';
