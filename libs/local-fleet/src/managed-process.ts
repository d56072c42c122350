import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ResourceStack } from '@fleet/resource-stack';

/** The name of a program's command, and its arguments. */
export type Command = readonly [name: string, ...rest: string[]];

export interface ProcessOptions {
  /** For messages: what this process is to a person. */
  title: string;
  /** Ends the process with everything else of its starter, at the latest. */
  resources: ResourceStack;
  /** What is started; Node.js, when absent. */
  program?: string;
  arguments: readonly string[];
  cwd?: string;
  environment?: NodeJS.ProcessEnv;
  /** Whether it reads what is typed at the terminal of its starter; it reads nothing where this is absent. */
  input?: 'inherit';
  /** Sees every line of both streams as it comes. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** How long a process may take to end by itself before it is killed. */
const graceMillis = 10_000;

/** The last lines of a process that failed say why; more would bury it. */
const tailLength = 20;

/** A process did not do what it was started for; carries the end of what it printed. */
export class ProcessFailedError extends Error {
  override readonly name = 'ProcessFailedError';
  constructor(
    title: string,
    what: string,
    readonly tail: readonly string[],
  ) {
    super(`${title} ${what}${tail.length === 0 ? '' : `:\n  ${tail.join('\n  ')}`}`);
  }
}

/** A program as a child process whose output can be waited for, line by line. */
export class ManagedProcess {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  private readonly child: ChildProcess;
  private fault: ProcessFailedError | undefined;
  private readonly closed: Promise<number | null>;
  private readonly waiting = new Set<() => void>();

  /** @throws StackDisposedError when everything that it would belong to has been ended already */
  constructor(private readonly options: ProcessOptions) {
    options.resources.defer(() => this.end());
    this.child = spawn(options.program ?? process.execPath, [...options.arguments], {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: [options.input ?? 'ignore', 'pipe', 'pipe'],
    });
    this.read('stdout', this.stdout);
    this.read('stderr', this.stderr);
    this.closed = once(this.child, 'close').then(([code]: unknown[]) =>
      typeof code === 'number' ? code : null,
    );
    void this.closed.then(() => this.wake());
  }

  get pid(): number {
    if (this.child.pid === undefined) {
      throw new ProcessFailedError(this.options.title, 'could not be started', []);
    }
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * @returns the exit code, null when a signal ended it
   * @throws ProcessFailedError when it printed a line that its listener could not take
   */
  async exit(): Promise<number | null> {
    const code = await this.closed;
    this.requireSound();
    return code;
  }

  /** @throws ProcessFailedError when it printed a line that its listener could not take */
  requireSound(): void {
    if (this.fault !== undefined) {
      throw this.fault;
    }
  }

  /** @throws ProcessFailedError unless it ends with exit code 0 */
  async succeed(): Promise<void> {
    const code = await this.exit();
    if (code !== 0) {
      throw this.failure(`ended with ${code === null ? 'a signal' : `exit code ${code}`}`);
    }
  }

  /**
   * Waits for the first line of standard output (also one printed already) for which `read` finds something.
   * @throws ProcessFailedError when the process ends, or the time is up, before that
   */
  async line<Found>(
    read: (line: string) => Found | undefined,
    { withinMillis = 60_000, from = 0 }: { withinMillis?: number; from?: number } = {},
  ): Promise<Found> {
    const deadline = AbortSignal.timeout(withinMillis);
    for (let next = from; ;) {
      this.requireSound();
      for (const line of this.stdout.slice(next)) {
        next += 1;
        const found = read(line);
        if (found !== undefined) {
          return found;
        }
      }
      if (deadline.aborted) {
        throw this.failure(`did not get there within ${withinMillis / 1_000} s`);
      }
      if (!this.running) {
        await this.closed;
        if (next >= this.stdout.length) {
          throw this.failure('ended too early');
        }
        continue;
      }
      await this.outputOrEnd(deadline);
    }
  }

  /** Ends it as Ctrl-C or a service manager would, and waits until it is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.running) {
      this.child.kill(signal);
    }
    return this.exit();
  }

  /** Ends it for good: a process that does not heed SIGTERM must not outlive its starter. */
  private async end(): Promise<void> {
    const kill = setTimeout(() => this.child.kill('SIGKILL'), graceMillis);
    await this.stop().finally(() => clearTimeout(kill));
  }

  private failure(what: string): ProcessFailedError {
    return new ProcessFailedError(
      this.options.title,
      what,
      [...this.stderr, ...this.stdout].slice(-tailLength),
    );
  }

  private read(stream: 'stdout' | 'stderr', into: string[]): void {
    const source = this.child[stream];
    if (source === null) {
      return;
    }
    createInterface({ input: source }).on('line', (line) => {
      into.push(line);
      this.handOn(line, stream);
      this.wake();
    });
  }

  /**
   * A listener that throws would end whoever reads here, and with it the tests of others. Its fault belongs to those
   * who wait for this process.
   */
  private handOn(line: string, stream: 'stdout' | 'stderr'): void {
    try {
      this.options.onLine?.(line, stream);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.fault ??= this.failure(`printed a line that cannot be taken (${why}): ${line}`);
    }
  }

  private wake(): void {
    for (const resume of this.waiting) {
      resume();
    }
    this.waiting.clear();
  }

  private async outputOrEnd(deadline: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const resume = () => {
        deadline.removeEventListener('abort', resume);
        this.waiting.delete(resume);
        resolve();
      };
      this.waiting.add(resume);
      deadline.addEventListener('abort', resume);
    });
  }
}
