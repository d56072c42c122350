import { TooManyInvocationsError } from './errors';
import type { DeployedFunction } from './function';

/** Counts the invocations of each function, those in line included, and keeps them within its reserved concurrency. */
export class ReservedConcurrency {
  private readonly inFlight = new Map<string, number>();

  /** @throws TooManyInvocationsError where `work` would be one invocation too many */
  async within<T>(fn: DeployedFunction, work: () => Promise<T>): Promise<T> {
    const before = this.inFlight.get(fn.arn) ?? 0;
    if (before >= (fn.reservedConcurrency ?? Infinity)) {
      throw new TooManyInvocationsError('ReservedFunctionConcurrentInvocationLimitExceeded', fn.name);
    }
    this.inFlight.set(fn.arn, before + 1);
    try {
      return await work();
    } finally {
      this.oneLess(fn.arn);
    }
  }

  private oneLess(arn: string): void {
    const left = (this.inFlight.get(arn) ?? 1) - 1;
    if (left === 0) {
      this.inFlight.delete(arn);
    } else {
      this.inFlight.set(arn, left);
    }
  }
}
