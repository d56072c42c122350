export { readInput } from './read-input';
