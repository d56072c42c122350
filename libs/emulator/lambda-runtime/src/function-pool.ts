import { performance } from 'node:perf_hooks';
import type { ExecutionEnvironment } from './execution-environment';
import type { InvocationOutcome, InvocationRequest } from './function';

/** An invocation in line for a process. */
export interface WaitingInvocation {
  readonly request: InvocationRequest;
  readonly settle: (outcome: InvocationOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** How many of those that left the line say how fast it moves. */
const paceSpan = 4;

/** The processes and the line of one revision of one function. */
export class FunctionPool {
  readonly environments = new Set<ExecutionEnvironment>();
  private readonly line: WaitingInvocation[] = [];
  private movedAt = 0;
  /** Time between two that left the line, by its latest ones. */
  private paceMillis = 0;
  private onceStill: NodeJS.Timeout | undefined;
  /** How long the newest process took to load the function; unknown before the first has. */
  private loadMillis = Infinity;
  /** Processes under way that have not loaded the function yet. */
  starting = 0;
  /** A newer revision exists: processes end as soon as nobody waits for them. */
  retired = false;

  constructor(
    readonly arn: string,
    readonly revision: string,
  ) {}

  get waiting(): number {
    return this.line.length;
  }

  get first(): WaitingInvocation | undefined {
    return this.line[0];
  }

  join(invocation: WaitingInvocation): void {
    if (this.line.length === 0) {
      this.movedAt = performance.now();
    }
    this.line.push(invocation);
  }

  /** Takes the first out of the line. */
  shift(): WaitingInvocation | undefined {
    this.paceMillis += (this.stillMillis - this.paceMillis) / paceSpan;
    this.movedAt = performance.now();
    return this.line.shift();
  }

  takeAll(): WaitingInvocation[] {
    return this.line.splice(0);
  }

  /** A process that was under way has loaded the function, in so many milliseconds. */
  hasLoaded(environment: ExecutionEnvironment, millis: number): void {
    this.environments.add(environment);
    this.starting -= 1;
    this.loadMillis = millis;
    // How long the line waited for it says nothing of how fast it moves from now on.
    this.movedAt = performance.now();
  }

  /** Whether nobody got a process for as long as one more takes to load: until then it would come too late to help. */
  get standsStill(): boolean {
    return this.line.length > 0 && this.stillMillis >= this.loadMillis;
  }

  /** Whether one more process spares the last in line more time than it takes to load. */
  get isWorthOneMore(): boolean {
    const wait = this.line.length * Math.max(this.paceMillis, this.stillMillis);
    return wait / (this.size + 1) > this.loadMillis;
  }

  private get stillMillis(): number {
    return performance.now() - this.movedAt;
  }

  /** Calls back when the line begins to stand still. */
  whenItStandsStill(then: () => void): void {
    clearTimeout(this.onceStill);
    const left = this.movedAt + this.loadMillis - performance.now();
    if (this.line.length > 0 && left > 0 && Number.isFinite(left)) {
      this.onceStill = setTimeout(then, Math.ceil(left)).unref();
    }
  }

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

  /** Processes that work or are idle, and those that load. */
  get size(): number {
    return this.environments.size + this.starting;
  }

  get isWithoutProcess(): boolean {
    return this.size === 0;
  }

  get isEmpty(): boolean {
    return this.isWithoutProcess && this.line.length === 0;
  }
}
