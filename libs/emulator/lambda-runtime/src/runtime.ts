import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { EnvironmentLauncher } from './environment-launcher';
import type { LaunchOptions } from './environment-launcher';
import { RuntimeClosedError, TooManyInvocationsError } from './errors';
import type { ExecutionEnvironment } from './execution-environment';
import { failedInitialisation } from './failed-initialisation';
import type { DeployedFunction, FunctionCredentials, InvocationOutcome, InvocationRequest } from './function';
import type { FunctionPool } from './function-pool';
import { FunctionPools } from './function-pools';
import type { ShapedError } from './guest-messages';
import { Processes } from './processes';
import { ReservedConcurrency } from './reserved-concurrency';
import { WarmProcesses } from './warm-processes';

export interface LambdaRuntimeOptions extends LaunchOptions {
  readonly credentials: (roleArn: string, sessionName: string) => Promise<FunctionCredentials>;
  /** Processes at a time, of all functions; 8 unless said otherwise. */
  readonly maximumProcesses?: number;
  /** Processes that load at the same time, of all functions; as many as there are cores unless said otherwise. */
  readonly concurrentStarts?: number;
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

/**
 * Loading is work for the processor, not waiting: more at a time would only make each take longer. Two at least, for a
 * function that invokes another one while it loads.
 */
const startsByCores = Math.max(2, availableParallelism());

/** Brings those in line and the processes of their functions together. */
class ProcessLambdaRuntime implements LambdaRuntime {
  private readonly pools = new FunctionPools();
  private readonly concurrency = new ReservedConcurrency();
  private readonly processes: Processes;
  private readonly warm: WarmProcesses;
  private readonly launcher: EnvironmentLauncher;
  private readonly concurrentStarts: number;
  private closed = false;

  constructor(private readonly options: LambdaRuntimeOptions) {
    this.processes = new Processes(options.maximumProcesses ?? 8);
    this.warm = new WarmProcesses(options.clock, options.idleMillis ?? 300_000);
    this.launcher = new EnvironmentLauncher(options);
    this.concurrentStarts = options.concurrentStarts ?? startsByCores;
  }

  async invoke(request: InvocationRequest): Promise<InvocationOutcome> {
    const fn = request.function;
    if (this.closed) {
      throw new RuntimeClosedError(fn.name);
    }
    return this.concurrency.within(fn, () => this.queue(request));
  }

  retire(functionArn: string): void {
    for (const pool of this.pools.of(functionArn)) {
      pool.retired = true;
      this.serve(pool);
    }
  }

  processIds(): number[] {
    return this.processes.ids();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const pool of this.pools) {
      for (const { request, reject } of pool.takeAll()) {
        reject(new RuntimeClosedError(request.function.name));
      }
    }
    await this.processes.endAll();
    this.launcher.close();
  }

  private async queue(request: InvocationRequest): Promise<InvocationOutcome> {
    const fn = request.function;
    if (this.pools.waiting >= (this.options.maximumWaiting ?? 1000)) {
      throw new TooManyInvocationsError('ConcurrentInvocationLimitExceeded', fn.name);
    }
    return new Promise<InvocationOutcome>((settle, reject) => {
      const pool = this.poolOf(fn);
      pool.join({ request, settle, reject });
      this.serve(pool);
    });
  }

  private poolOf(fn: DeployedFunction): FunctionPool {
    let pool = this.pools.find(fn);
    if (!pool) {
      this.retire(fn.arn);
      pool = this.pools.add(fn);
    }
    pool.retired = false;
    return pool;
  }

  /** Gives those in line their processes: idle ones first, then new ones as far as there is room. */
  private serve(pool: FunctionPool): void {
    for (let next = pool.first; next; next = pool.first) {
      const environment = this.warm.take(pool);
      if (!environment) {
        break;
      }
      pool.shift();
      environment.run(next.request).then(next.settle, next.reject);
    }
    while (pool.waiting > pool.starting && this.mayStart(pool) && this.makeRoom(pool)) {
      void this.start(pool);
    }
    pool.whenItStandsStill(() => this.serve(pool));
    if (pool.retired && pool.waiting === 0) {
      pool.endIdle();
    }
    if (pool.isEmpty) {
      this.pools.delete(pool);
    }
  }

  /**
   * A function's first process goes before one more of another function. With as many processes as there are cores, a
   * line that moves may be sooner at its end than one more process has loaded.
   */
  private mayStart(pool: FunctionPool): boolean {
    if (this.pools.starting >= this.concurrentStarts) {
      return false;
    }
    const wantsMore = pool.size < this.concurrentStarts || pool.standsStill || pool.isWorthOneMore;
    return pool.isWithoutProcess || (wantsMore && !this.pools.isStarving(pool));
  }

  /** To be called when a process, or its start, has ended: others may have waited for that. */
  private serveWaiting(): void {
    for (const pool of this.pools) {
      if (pool.waiting > 0) {
        this.serve(pool);
      }
    }
  }

  /**
   * @returns whether there is room for another process; ends an idle one of another function, where there is need and
   * that makes room
   */
  private makeRoom(pool: FunctionPool): boolean {
    if (this.closed) {
      return false;
    }
    if (this.processes.hasRoom) {
      return true;
    }
    if (pool.isWithoutProcess || pool.standsStill) {
      this.processes.longestIdle()?.end();
    }
    return false;
  }

  private async start(pool: FunctionPool): Promise<void> {
    const { first } = pool;
    if (!first) {
      return;
    }
    const fn = first.request.function;
    pool.starting += 1;
    this.processes.keepRoom();
    try {
      const credentials = await this.options.credentials(fn.roleArn, fn.name);
      if (this.closed) {
        throw new RuntimeClosedError(fn.name);
      }
      const launched = performance.now();
      const environment: ExecutionEnvironment = this.launcher.launch(fn, credentials, {
        ready: () => this.becameIdle(pool, environment, launched),
        initialisationFailed: (error) => this.failFirst(pool, environment, error),
        ended: () => this.ended(pool, environment),
      });
      this.warm.started(environment, credentials.expiration);
      this.processes.add(environment);
    } catch (error) {
      pool.starting -= 1;
      const waiting = pool.shift();
      waiting?.reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.processes.giveUpRoom();
      this.serveWaiting();
    }
  }

  private becameIdle(pool: FunctionPool, environment: ExecutionEnvironment, launched: number): void {
    if (!pool.environments.has(environment)) {
      pool.hasLoaded(environment, performance.now() - launched);
    }
    // A process has served its own line at least once before it makes room for another's.
    const hasServed = this.warm.wasUsed(environment);
    if (this.closed || (hasServed && !this.processes.hasRoom && this.pools.isStarving(pool))) {
      environment.end();
      return;
    }
    this.processes.hasWorked(environment);
    this.warm.becameIdle(environment);
    this.serve(pool);
    this.serveWaiting();
  }

  private failFirst(pool: FunctionPool, environment: ExecutionEnvironment, error: ShapedError): void {
    pool.starting -= 1;
    const first = pool.shift();
    if (this.closed) {
      first?.reject(new RuntimeClosedError(first.request.function.name));
    } else {
      first?.settle(failedInitialisation(first.request, environment, error));
    }
  }

  private ended(pool: FunctionPool, environment: ExecutionEnvironment): void {
    this.warm.ended(environment);
    pool.environments.delete(environment);
    this.processes.hasEnded(environment);
    this.serve(pool);
    this.serveWaiting();
  }
}

/** Makes a runtime. Its `close` must be called: it owns processes. */
export function createLambdaRuntime(options: LambdaRuntimeOptions): LambdaRuntime {
  return new ProcessLambdaRuntime(options);
}
