export { absentIfNotFound } from './absent-if-not-found';
export {
  certificatesOfThing,
  deleteCertificate,
  isActiveCertificateOf,
  retireCertificate,
  setCertificateStatus,
  type DeviceAttachments,
} from './certificates';
export { findThing, groupsOfThing, mergeAttributes, type RegisteredThing } from './things';
