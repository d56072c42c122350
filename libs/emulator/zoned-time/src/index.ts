export { firstInstantOf, isTimeZone, offsetAt, utcMillis, wallTimeAt } from './zoned-time';
export type { WallTime } from './zoned-time';
