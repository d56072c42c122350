export { readEndpoints, removeEndpoints, writeEndpoints } from './endpoints-file';
export type { Endpoints } from './endpoints-file';
export { administrationRefusal, faultsPath } from './administration-messages';
export { timeChange, timePath, timeState } from './time-messages';
export type { TimeChange, TimeState } from './time-messages';
