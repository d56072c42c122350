export { ChangeLog } from './change-log';
export { Consistency, strongConsistency } from './consistency';
export type { ConsistencyOptions } from './consistency';
export { DeferredWork } from './deferred-work';
export type { Delay, Delays } from './delays';
export type { Chance, Replicas } from './draws';
export { LaggingView } from './lagging-view';
export type { Observation } from './lagging-view';
