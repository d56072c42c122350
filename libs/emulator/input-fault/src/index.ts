export { inWords, readInput } from './read-input';
