export {
  CloudClosedError,
  CloudNotEphemeralError,
  CloudOptionError,
  DataDirectoryError,
} from './cloud-errors';
export type { Cloud, CloudClock, CloudFault, CloudFaults } from './cloud-interface';
export type { CloudLogEntry, CloudLogListener } from './cloud-log';
export type { CloudCredentials, CloudOptions } from './cloud-options';
export { startCloud } from './start-cloud';
export type { EphemeralOptions, LastingOptions, StartOptions } from './start-options';
