export { ResourceStack, StackDisposedError } from './resource-stack';
