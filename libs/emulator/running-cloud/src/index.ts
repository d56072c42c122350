export { readEndpoints, removeEndpoints, writeEndpoints } from './endpoints-file';
export type { Endpoints } from './endpoints-file';
export { timeChange, timePath, timeRefusal, timeState } from './time-messages';
export type { TimeChange, TimeState } from './time-messages';
