export { eventually, NeverHappenedError, until } from './eventually';
export { patienceMillis } from './patience';
