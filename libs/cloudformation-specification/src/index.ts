export { Specification } from './specification';
