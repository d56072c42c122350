export { defaultResourceTag, fleetNames, InvalidResourceTagError, type FleetNames } from './fleet-names';
export { arrivalDelaySeconds, parseArrival, writeArrival, type Arrival, type CutOffNote } from './arrival';
export { ageMetrics, fleetMetrics, metricNamespace, noModel } from './fleet-metrics';
export { sweepLogLines } from './sweep-log-lines';
export { alarmKinds, alarmName, runbookOf, type AlarmKind } from './alarms/fleet-alarms';
export { functionTimeLimits } from './function-time-limits';
export {
  legacySerialParameter,
  templateParameters,
  thingAttributes,
  voucherParameter,
} from './registry-vocabulary';

export { alertsTopic, buildAlert, parseAlert, type Alert } from './topics/alerts';
export {
  claimClientId,
  claimClientIdBytes,
  claimClientIdPrefix,
  isClaimClientId,
} from './topics/claim-client-id';
export {
  confirmationRuleSql,
  confirmationTopic,
  parseProofEvent,
  presenceRuleSql,
  type ProofEvent,
} from './topics/proof';

export {
  InadmissibleSerialError,
  parseSerial,
  placeholderSerial,
  serialRules,
  type InadmissibleSerialReason,
  type Serial,
  type SerialRules,
} from './serial/serial';
export type { SerialPattern } from './serial/serial-pattern';

export {
  alarmThresholdBounds,
  alarmThresholdDefaults,
  type AlarmThresholds,
} from './configuration/alarm-thresholds';
export { fleetConfigBounds } from './configuration/bounds';
export { InvalidFleetConfigError, parseFleetConfig } from './configuration/fleet-config';
export { isParameterValue } from './configuration/device-parameter';
export type { DeviceParameter, FleetConfig, FleetSettings, VoucherKey } from './configuration/fleet-settings';
export { isModelName, modelNameRange } from './configuration/model-name';
export { listProblems, problemsOf, type Problem } from './configuration/problems';
export { isVoucherKeyId, voucherKeyIdRange, voucherKeyOf } from './configuration/voucher-key';

export {
  bundleFiles,
  claimObjectKeys,
  claimSlotOf,
  firstSlot,
  modelObjectKeys,
  modelsPrefix,
  seedConfigFile,
  voucherFile,
  type ModelObjectKeys,
} from './bundle/bundle-layout';
export {
  InvalidDeviceConfigError,
  parseDeviceConfig,
  parseMachineConfig,
  parseSeedConfig,
  type DeviceConfig,
  type DeviceConfigFile,
  type MachineConfig,
  type MachineListen,
  type ProgramTopics,
} from './bundle/device-config';
export { formatEndpoint, type Endpoint } from './bundle/endpoint';
