import type { NextStep } from './next-step';

interface OperatorErrorOptions extends ErrorOptions {
  /** What to do about it, where that is a step of its own. */
  readonly next?: NextStep;
}

abstract class OperatorError extends Error {
  readonly next: NextStep | undefined;

  constructor(message: string, { next, ...options }: OperatorErrorOptions = {}) {
    super(message, options);
    this.next = next;
  }
}

/** The command line says something that it cannot say. */
export class UsageError extends OperatorError {
  override readonly name = 'UsageError';
}

/** What was asked for is not there, or the state of things forbids it. */
export class RefusedError extends OperatorError {
  override readonly name: string = 'RefusedError';
}

/** There is no such fleet where the operator looks. */
export class NotDeployedError extends RefusedError {
  override readonly name = 'NotDeployedError';
}

/** Some of many were not done; which ones, and why, was said on the way. */
export class PartlyDoneError extends Error {
  override readonly name = 'PartlyDoneError';
  constructor(
    message: string,
    /** Whether each of them was refused, and none failed. */
    readonly allRefused: boolean,
  ) {
    super(message);
  }
}
