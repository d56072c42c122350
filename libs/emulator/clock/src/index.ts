export type { Clock } from './clock';
export { SettableClock } from './settable-clock';
