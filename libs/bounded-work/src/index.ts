export { forEachBounded } from './for-each-bounded';
export { Pacer, type Timing } from './pacer';
