export { startCloud } from './cloud';
export type { RunningCloud } from './cloud';
export type { CloudOptions } from './cloud-options';
