import type { ExecutionEnvironment } from './execution-environment';
import type { InvocationOutcome, InvocationRequest } from './function';

/** An invocation in line for a process. */
export interface WaitingInvocation {
  readonly request: InvocationRequest;
  readonly settle: (outcome: InvocationOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** The processes and the line of one revision of one function. */
export class FunctionPool {
  readonly environments = new Set<ExecutionEnvironment>();
  readonly waiting: WaitingInvocation[] = [];
  /** Processes under way that have not loaded the function yet. */
  starting = 0;
  /** A newer revision exists: processes end as soon as nobody waits for them. */
  retired = false;

  constructor(
    readonly arn: string,
    readonly revision: string,
  ) {}

  idle(): ExecutionEnvironment | undefined {
    for (const environment of this.environments) {
      if (environment.state === 'idle') {
        return environment;
      }
    }
    return undefined;
  }

  endIdle(): void {
    for (const environment of this.environments) {
      if (environment.state === 'idle') {
        environment.end();
      }
    }
  }

  get isWithoutProcess(): boolean {
    return this.environments.size === 0 && this.starting === 0;
  }

  get isEmpty(): boolean {
    return this.isWithoutProcess && this.waiting.length === 0;
  }
}
