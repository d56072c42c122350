export { errorInWords, isProgramFault } from './program-faults';
