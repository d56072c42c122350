export { eventually, NeverHappenedError, until } from './eventually';
export { waitTimeoutMillis } from './wait-timeout';
