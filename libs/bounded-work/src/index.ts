export { forEachBounded } from './for-each-bounded';
