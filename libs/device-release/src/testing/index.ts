export { idOf, ThingsOfStacks } from './things-of-stacks';
