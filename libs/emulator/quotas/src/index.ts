export { RateLimits } from './rate-limits';
export type { Rates } from './rate-limits';
