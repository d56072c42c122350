import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock } from '@fleet/emulator-clock';
import type { DeployedFunction, InvocationOutcome, InvocationRequest } from './function';
import { FunctionProcess } from './function-process';
import type { ProcessOptions } from './function-process';
import { timedOut } from './guest-messages';
import type { GuestMessage, ShapedError } from './guest-messages';
import type { InvocationLog } from './invocation-log';

/** How long a function may take to load; Lambda allows the same. */
const initialisationMillis = 10_000;
/** How long output written before the answer may still be under way after it. */
const outputGraceMillis = 500;

export interface EnvironmentEvents {
  ready(): void;
  /** The code did not load: the environment ends, and its callers fail with this. */
  initialisationFailed(error: ShapedError): void;
  ended(): void;
}

interface RunningInvocation {
  readonly request: InvocationRequest;
  readonly started: number;
  readonly marker: string;
  readonly openStreams: Set<'stdout' | 'stderr'>;
  readonly timeout: NodeJS.Timeout;
  readonly settle: (outcome: InvocationOutcome) => void;
  grace?: NodeJS.Timeout;
  result?: { payload: string; functionError?: 'Unhandled' };
  peakMemoryKilobytes?: number;
}

/** One process of a function: loads its code once, then runs one invocation at a time. */
export class ExecutionEnvironment {
  state: 'starting' | 'idle' | 'busy' | 'ended' = 'starting';
  private readonly process: FunctionProcess;
  private readonly startedAt = performance.now();
  private readonly initialisation: NodeJS.Timeout;
  private initialisationMillis: number | undefined;
  private initialisationError: ShapedError | undefined;
  private invocation: RunningInvocation | undefined;

  constructor(
    readonly fn: DeployedFunction,
    options: ProcessOptions,
    private readonly log: InvocationLog,
    private readonly clock: Clock,
    private readonly events: EnvironmentEvents,
  ) {
    log.begin();
    log.record(`INIT_START Runtime Version: ${fn.runtime} on Node.js ${process.version}`);
    this.process = new FunctionProcess(options, {
      message: (message) => this.receive(message),
      outputLine: (stream, line) => this.output(stream, line),
      exit: (code, signal) => this.exited(code, signal),
    });
    this.initialisation = setTimeout(() => {
      this.initialisationError = timedOut('init', initialisationMillis);
      this.process.kill();
    }, initialisationMillis);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Runs one invocation. Resolves always: a failing function is an outcome, not an error. */
  run(request: InvocationRequest): Promise<InvocationOutcome> {
    this.state = 'busy';
    this.log.begin();
    this.log.record(`START RequestId: ${request.requestId} Version: ${request.function.version}`);
    const timeoutMillis = request.function.timeoutSeconds * 1000;
    return new Promise((settle) => {
      const marker = `\0${randomBytes(16).toString('hex')}`;
      this.invocation = {
        request,
        settle,
        marker,
        started: performance.now(),
        openStreams: new Set(['stdout', 'stderr']),
        timeout: setTimeout(() => this.stopAtTimeout(timeoutMillis), timeoutMillis),
      };
      this.process.send({
        type: 'invoke',
        requestId: request.requestId,
        functionArn: request.function.arn,
        payload: request.payload,
        clientContext: request.clientContext,
        traceId: traceId(this.clock),
        timeoutMillis,
        now: this.clock.nowMillis(),
        marker: `${marker}\n`,
      });
    });
  }

  /** Writes the log of an invocation that found its environment unable to load the function. */
  logFailedInitialisation(request: InvocationRequest): string {
    this.log.record(`START RequestId: ${request.requestId} Version: ${request.function.version}`);
    this.log.record(`END RequestId: ${request.requestId}`);
    this.log.flush();
    return this.log.lastLines();
  }

  /** Ends the process at once; an invocation that runs fails. */
  end(): void {
    if (this.state === 'idle') {
      this.state = 'ended';
    }
    this.process.kill();
  }

  private receive(message: GuestMessage): void {
    switch (message.type) {
      case 'ready':
        if (this.state !== 'starting') {
          return;
        }
        clearTimeout(this.initialisation);
        this.initialisationMillis = performance.now() - this.startedAt;
        this.state = 'idle';
        this.events.ready();
        return;
      case 'init-failure':
        this.initialisationError = message.error;
        return;
      case 'log':
        this.log.output(message.text);
        return;
      case 'answer':
      case 'failure':
        this.handlerDone(message);
        return;
      case 'died':
        if (this.invocation) {
          this.invocation.result = failure(message.error);
        } else {
          this.initialisationError ??= message.error;
        }
    }
  }

  private handlerDone(message: Extract<GuestMessage, { type: 'answer' | 'failure' }>): void {
    const { invocation } = this;
    if (invocation?.request.requestId !== message.requestId || invocation.result) {
      return;
    }
    invocation.result = message.type === 'answer' ? { payload: message.payload } : failure(message.error);
    invocation.peakMemoryKilobytes = message.peakMemoryKilobytes;
    if (invocation.openStreams.size === 0) {
      this.conclude();
      return;
    }
    invocation.grace = setTimeout(() => this.conclude(), outputGraceMillis);
  }

  private output(stream: 'stdout' | 'stderr', line: string): void {
    const { invocation } = this;
    if (!invocation || !line.endsWith(invocation.marker)) {
      this.log.output(line);
      return;
    }
    const last = line.slice(0, -invocation.marker.length);
    if (last.length > 0) {
      this.log.output(last);
    }
    invocation.openStreams.delete(stream);
    if (invocation.result && invocation.openStreams.size === 0) {
      this.conclude();
    }
  }

  private stopAtTimeout(timeoutMillis: number): void {
    const { invocation } = this;
    if (!invocation || invocation.result) {
      return;
    }
    const { requestId } = invocation.request;
    const seconds = (timeoutMillis / 1000).toFixed(2);
    this.log.record(`${this.clock.now().toISOString()} ${requestId} Task timed out after ${seconds} seconds`);
    invocation.result = failure(timedOut(requestId, timeoutMillis));
    this.process.kill();
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    const wasStarting = this.state === 'starting';
    clearTimeout(this.initialisation);
    this.state = 'ended';
    if (wasStarting) {
      this.events.initialisationFailed(this.initialisationError ?? exitError('init', code, signal));
    }
    if (this.invocation) {
      this.invocation.result ??= failure(exitError(this.invocation.request.requestId, code, signal));
      this.conclude();
    }
    this.log.flush();
    this.events.ended();
  }

  private conclude(): void {
    const { invocation } = this;
    if (!invocation?.result) {
      return;
    }
    this.invocation = undefined;
    clearTimeout(invocation.timeout);
    clearTimeout(invocation.grace);
    const durationMillis = performance.now() - invocation.started;
    this.report(invocation, durationMillis);
    if (this.state === 'busy') {
      this.state = 'idle';
      invocation.settle({ ...invocation.result, logTail: this.log.lastLines(), durationMillis });
      this.events.ready();
      return;
    }
    invocation.settle({ ...invocation.result, logTail: this.log.lastLines(), durationMillis });
  }

  private report(invocation: RunningInvocation, durationMillis: number): void {
    const { requestId, function: fn } = invocation.request;
    const initialisation = this.initialisationMillis;
    this.initialisationMillis = undefined;
    this.log.record(`END RequestId: ${requestId}`);
    this.log.record(
      [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMillis.toFixed(2)} ms`,
        `Billed Duration: ${Math.ceil(durationMillis)} ms`,
        `Memory Size: ${fn.memoryMegabytes} MB`,
        ...(invocation.peakMemoryKilobytes === undefined
          ? []
          : [`Max Memory Used: ${Math.ceil(invocation.peakMemoryKilobytes / 1024)} MB`]),
        ...(initialisation === undefined ? [] : [`Init Duration: ${initialisation.toFixed(2)} ms`]),
      ].join('\t'),
    );
    this.log.flush();
  }
}

function failure(error: ShapedError): { payload: string; functionError: 'Unhandled' } {
  return { payload: JSON.stringify(error), functionError: 'Unhandled' };
}

function exitError(requestId: string, code: number | null, signal: NodeJS.Signals | null): ShapedError {
  const how =
    signal !== null
      ? `Runtime exited with error: signal: ${signal}`
      : code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code ?? 'unknown'}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` };
}

/** An X-Ray trace header, as every invocation gets one; not sampled. */
function traceId(clock: Clock): string {
  const seconds = Math.floor(clock.nowMillis() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
