export { eventually, until } from './eventually';
export { waitTimeoutMillis } from './wait-timeout';
