export {
  addDays,
  beginOfDay,
  certificateAge,
  daysBetween,
  formatCertDate,
  InvalidCertDateError,
  isCertDate,
  parseCertDate,
  type CertDate,
} from './cert-date';
export { readIssuance, type Issuance } from './issuance';
export { jitterDays } from './jitter';
export {
  rotationStanding,
  type ObservedThing,
  type RotationRules,
  type RotationStanding,
} from './rotation-standing';
export { dueDate, graceEnd, isDue, type RotationSchedule } from './rotation-window';
