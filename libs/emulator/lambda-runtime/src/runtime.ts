import { EnvironmentLauncher } from './environment-launcher';
import type { LaunchOptions } from './environment-launcher';
import { RuntimeClosedError, TooManyInvocationsError } from './errors';
import type { ExecutionEnvironment } from './execution-environment';
import type { DeployedFunction, FunctionCredentials, InvocationOutcome, InvocationRequest } from './function';
import { FunctionPool } from './function-pool';
import type { ShapedError } from './guest-messages';

export interface LambdaRuntimeOptions extends LaunchOptions {
  readonly credentials: (roleArn: string, sessionName: string) => Promise<FunctionCredentials>;
  /** Processes at a time, of all functions; 8 unless said otherwise. */
  readonly maximumProcesses?: number;
  /** Invocations in line, of all functions; 1,000 unless said otherwise. */
  readonly maximumWaiting?: number;
  /** A process that had nothing to do for so long ends; five minutes unless said otherwise. */
  readonly idleMillis?: number;
}

export interface LambdaRuntime {
  /**
   * Runs a function. A failing function is an outcome with `functionError`, not an error.
   *
   * @throws TooManyInvocationsError, RuntimeClosedError
   */
  invoke(request: InvocationRequest): Promise<InvocationOutcome>;
  /** Ends the idle processes of a function; running invocations finish. */
  retire(functionArn: string): void;
  /** The process ids of the functions, to measure them. */
  processIds(): number[];
  /** Ends all processes. What runs or waits fails. */
  close(): Promise<void>;
}

/** How many processes of one function load at the same time: loading is work for the processor, not waiting. */
const concurrentStarts = 2;

interface Warmth {
  /** When its credentials end, by the cloud's clock. */
  readonly expires: number;
  used: boolean;
  idleTimer?: NodeJS.Timeout;
}

class ProcessLambdaRuntime implements LambdaRuntime {
  private readonly pools = new Map<string, FunctionPool>();
  private readonly warmth = new WeakMap<ExecutionEnvironment, Warmth>();
  private readonly inFlight = new Map<string, number>();
  private readonly live = new Set<ExecutionEnvironment>();
  private readonly launcher: EnvironmentLauncher;
  private starting = 0;
  private closed = false;
  private onceEmpty: (() => void) | undefined;

  constructor(private readonly options: LambdaRuntimeOptions) {
    this.launcher = new EnvironmentLauncher(options);
  }

  async invoke(request: InvocationRequest): Promise<InvocationOutcome> {
    const fn = request.function;
    if (this.closed) {
      throw new RuntimeClosedError(fn.name);
    }
    this.admit(fn);
    this.inFlight.set(fn.arn, (this.inFlight.get(fn.arn) ?? 0) + 1);
    try {
      return await new Promise<InvocationOutcome>((settle, reject) => {
        const pool = this.poolOf(fn);
        pool.waiting.push({ request, settle, reject });
        this.serve(pool);
      });
    } finally {
      const left = (this.inFlight.get(fn.arn) ?? 1) - 1;
      if (left === 0) {
        this.inFlight.delete(fn.arn);
      } else {
        this.inFlight.set(fn.arn, left);
      }
    }
  }

  retire(functionArn: string): void {
    for (const pool of this.pools.values()) {
      if (pool.arn !== functionArn) {
        continue;
      }
      pool.retired = true;
      this.serve(pool);
    }
  }

  processIds(): number[] {
    return [...this.live].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const pool of this.pools.values()) {
      for (const { request, reject } of pool.waiting.splice(0)) {
        reject(new RuntimeClosedError(request.function.name));
      }
    }
    for (const environment of this.live) {
      environment.end();
    }
    if (this.live.size > 0 || this.starting > 0) {
      await new Promise<void>((resolve) => (this.onceEmpty = resolve));
    }
    this.launcher.close();
  }

  private admit(fn: DeployedFunction): void {
    if ((this.inFlight.get(fn.arn) ?? 0) >= (fn.reservedConcurrency ?? Infinity)) {
      throw new TooManyInvocationsError('ReservedFunctionConcurrentInvocationLimitExceeded', fn.name);
    }
    let waiting = 0;
    for (const pool of this.pools.values()) {
      waiting += pool.waiting.length;
    }
    if (waiting >= (this.options.maximumWaiting ?? 1000)) {
      throw new TooManyInvocationsError('ConcurrentInvocationLimitExceeded', fn.name);
    }
  }

  private poolOf(fn: DeployedFunction): FunctionPool {
    const key = `${fn.arn} ${fn.revision}`;
    let pool = this.pools.get(key);
    if (!pool) {
      this.retire(fn.arn);
      pool = new FunctionPool(fn.arn, fn.revision);
      this.pools.set(key, pool);
    }
    pool.retired = false;
    return pool;
  }

  /** Gives those in line their processes: idle ones first, then new ones as far as there is room. */
  private serve(pool: FunctionPool): void {
    for (let next = pool.waiting[0]; next; next = pool.waiting[0]) {
      const environment = this.takeIdle(pool);
      if (!environment) {
        break;
      }
      pool.waiting.shift();
      environment.run(next.request).then(next.settle, next.reject);
    }
    while (pool.waiting.length > pool.starting && pool.starting < concurrentStarts && this.makeRoom()) {
      void this.start(pool);
    }
    if (pool.retired && pool.waiting.length === 0) {
      for (const environment of pool.environments) {
        if (environment.state === 'idle') {
          environment.end();
        }
      }
    }
    if (pool.isEmpty) {
      this.pools.delete(`${pool.arn} ${pool.revision}`);
    }
  }

  private takeIdle(pool: FunctionPool): ExecutionEnvironment | undefined {
    for (let environment = pool.idle(); environment; environment = pool.idle()) {
      const warmth = this.warmth.get(environment);
      clearTimeout(warmth?.idleTimer);
      const now = this.options.clock.nowMillis();
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

  /** @returns whether another process may start; ends an idle one of another function if that makes room. */
  private makeRoom(): boolean {
    if (this.closed) {
      return false;
    }
    if (this.hasRoom) {
      return true;
    }
    for (const environment of this.live) {
      if (environment.state === 'idle') {
        environment.end();
        return false;
      }
    }
    return false;
  }

  private async start(pool: FunctionPool): Promise<void> {
    const [first] = pool.waiting;
    if (!first) {
      return;
    }
    const fn = first.request.function;
    pool.starting += 1;
    this.starting += 1;
    try {
      const credentials = await this.options.credentials(fn.roleArn, fn.name);
      if (this.closed) {
        throw new RuntimeClosedError(fn.name);
      }
      const environment: ExecutionEnvironment = this.launcher.launch(fn, credentials, {
        ready: () => this.becameIdle(pool, environment),
        initialisationFailed: (error) => this.failFirst(pool, environment, error),
        ended: () => this.ended(pool, environment),
      });
      this.warmth.set(environment, { expires: credentials.expiration.getTime(), used: false });
      this.live.add(environment);
    } catch (error) {
      pool.starting -= 1;
      const waiting = pool.waiting.shift();
      waiting?.reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.starting -= 1;
      this.checkEmpty();
    }
  }

  private becameIdle(pool: FunctionPool, environment: ExecutionEnvironment): void {
    if (!pool.environments.has(environment)) {
      pool.environments.add(environment);
      pool.starting -= 1;
    }
    const warmth = this.warmth.get(environment);
    // A process has served its own line at least once before it makes room for another's.
    if (this.closed || (warmth?.used && !this.hasRoom && this.isStarving(pool))) {
      environment.end();
      return;
    }
    // The set keeps the order in which processes last worked: room is made with the longest idle.
    this.live.delete(environment);
    this.live.add(environment);
    if (warmth) {
      clearTimeout(warmth.idleTimer);
      warmth.idleTimer = setTimeout(() => environment.end(), this.options.idleMillis ?? 300_000).unref();
    }
    this.serve(pool);
  }

  /** @returns whether somebody waits for a function that has no process at all. */
  private isStarving(except: FunctionPool): boolean {
    for (const pool of this.pools.values()) {
      if (pool !== except && pool.waiting.length > 0 && pool.isWithoutProcess) {
        return true;
      }
    }
    return false;
  }

  private get hasRoom(): boolean {
    return this.live.size + this.starting < (this.options.maximumProcesses ?? 8);
  }

  private failFirst(pool: FunctionPool, environment: ExecutionEnvironment, error: ShapedError): void {
    pool.starting -= 1;
    const first = pool.waiting.shift();
    if (!first) {
      return;
    }
    if (this.closed) {
      first.reject(new RuntimeClosedError(first.request.function.name));
      return;
    }
    const { requestId } = first.request;
    first.settle({
      payload: JSON.stringify({
        ...error,
        errorMessage: error.errorMessage.replace(': init ', `: ${requestId} `),
      }),
      functionError: 'Unhandled',
      logTail: environment.logFailedInitialisation(first.request),
      durationMillis: 0,
    });
  }

  private ended(pool: FunctionPool, environment: ExecutionEnvironment): void {
    clearTimeout(this.warmth.get(environment)?.idleTimer);
    pool.environments.delete(environment);
    this.live.delete(environment);
    this.checkEmpty();
    this.serve(pool);
    for (const other of this.pools.values()) {
      if (other.waiting.length > 0) {
        this.serve(other);
      }
    }
  }

  private checkEmpty(): void {
    if (this.closed && this.live.size === 0 && this.starting === 0) {
      this.onceEmpty?.();
    }
  }
}

/** Makes a runtime. Its `close` must be called: it owns processes. */
export function createLambdaRuntime(options: LambdaRuntimeOptions): LambdaRuntime {
  return new ProcessLambdaRuntime(options);
}
