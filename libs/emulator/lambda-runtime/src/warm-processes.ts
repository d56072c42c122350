import type { Clock } from '@fleet/emulator-clock';
import type { ExecutionEnvironment } from './execution-environment';
import type { FunctionPool } from './function-pool';

interface Warmth {
  /** When its credentials end, by the cloud's clock. */
  readonly expires: number;
  used: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** Which processes can be used again: while their credentials last, and while they are not idle for too long. */
export class WarmProcesses {
  private readonly warmth = new WeakMap<ExecutionEnvironment, Warmth>();

  constructor(
    private readonly clock: Clock,
    private readonly idleMillis: number,
  ) {}

  started(environment: ExecutionEnvironment, credentialsEnd: Date): void {
    this.warmth.set(environment, { expires: credentialsEnd.getTime(), used: false });
  }

  /** An idle process for the next invocation; ends those whose credentials would not last. */
  take(pool: FunctionPool): ExecutionEnvironment | undefined {
    for (let environment = pool.idle(); environment; environment = pool.idle()) {
      const warmth = this.warmth.get(environment);
      clearTimeout(warmth?.idleTimer);
      const now = this.clock.nowMillis();
      // Of a process that has not run yet the credentials are as fresh as they can be, unless it was idle since.
      const lasts = warmth?.used ? now + environment.fn.timeoutSeconds * 1000 : now;
      if (warmth && warmth.expires > lasts) {
        warmth.used = true;
        return environment;
      }
      pool.environments.delete(environment);
      environment.end();
    }
    return undefined;
  }

  wasUsed(environment: ExecutionEnvironment): boolean {
    return this.warmth.get(environment)?.used === true;
  }

  /** Ends the process when it has had nothing to do for too long. */
  becameIdle(environment: ExecutionEnvironment): void {
    const warmth = this.warmth.get(environment);
    if (warmth) {
      clearTimeout(warmth.idleTimer);
      warmth.idleTimer = setTimeout(() => environment.end(), this.idleMillis).unref();
    }
  }

  ended(environment: ExecutionEnvironment): void {
    clearTimeout(this.warmth.get(environment)?.idleTimer);
  }
}
