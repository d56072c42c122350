import { ValidationError } from '../errors';
import type { StackRecord } from './records';

const updatable = new Set<StackRecord['status']>([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
]);

/** @throws ValidationError naming the state that forbids an update */
export function refuseUnlessUpdatable(stack: StackRecord): void {
  if (updatable.has(stack.status)) {
    return;
  }
  throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** Whether the last operation on the stack did what it was asked to do; undefined while it runs. */
export function lastOperationSucceeded(stack: StackRecord): boolean | undefined {
  if (stack.status.endsWith('_IN_PROGRESS')) {
    return undefined;
  }
  return stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE';
}
