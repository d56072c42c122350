import { spawn, type IPty } from '@lydell/node-pty';
import { Terminal as Screen } from '@xterm/headless';
import type { ResourceStack } from '@fleet/resource-stack';
import { commandTimeoutMillis } from '../command-timeout';

/** What was to appear on the screen did not; carries what is on it. */
export class NotOnScreenError extends Error {
  override readonly name = 'NotOnScreenError';
}

export interface TerminalOptions {
  readonly cwd: string;
  /** Beside a user's own environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly resources: ResourceStack;
}

/** So wide that no command which is shown is broken into two lines. */
const size = { cols: 300, rows: 50 };

/** A shell command in a terminal of its own, as a person sees it, who can type and press Ctrl-C. */
export class Terminal {
  private readonly ended: Promise<number>;
  private readonly screen = new Screen({ ...size, scrollback: 10_000, allowProposedApi: true });
  private readonly pty: IPty;
  private readonly watchers = new Set<() => void>();
  private isRunning = true;

  constructor(
    readonly command: string,
    { cwd, environment, resources }: TerminalOptions,
  ) {
    this.pty = spawn('/bin/sh', ['-c', command], {
      name: 'xterm-256color',
      cwd,
      ...size,
      env: { ...userEnvironment(process.env), ...additions(environment, process.env) },
    });
    this.pty.onData((output) => this.screen.write(output, () => this.wake()));
    this.ended = new Promise((resolve) =>
      this.pty.onExit(({ exitCode }) => {
        this.isRunning = false;
        // What it wrote last is on the screen before it has ended.
        this.screen.write('', () => {
          this.wake();
          resolve(exitCode);
        });
      }),
    );
    resources.defer(() => this.close());
  }

  /** Every line that the user can see, by scrolling up too. */
  lines(): string[] {
    const buffer = this.screen.buffer.active;
    const all = Array.from({ length: buffer.length }, (_, row) =>
      buffer.getLine(row)?.translateToString(true),
    );
    return all.flatMap((line) => (line === undefined ? [] : [line]));
  }

  /**
   * Waits until a line of the screen matches.
   * @throws NotOnScreenError when the command ends, or the timeout passes, before that
   */
  async shows(wanted: RegExp): Promise<void> {
    const isShown = () => this.lines().some((line) => wanted.test(line));
    await this.until(() => isShown() || !this.isRunning, `never showed ${wanted}`);
    if (!isShown()) {
      throw this.failure(`ended and never showed ${wanted}`);
    }
  }

  /** Types a line, and Enter. */
  type(line: string): void {
    this.pty.write(`${line}\r`);
  }

  pressCtrlC(): void {
    this.pty.write('\u0003');
  }

  /** @throws NotOnScreenError when it does not end */
  async ends(): Promise<number> {
    await this.until(() => !this.isRunning, 'did not end');
    return this.ended;
  }

  /** @throws NotOnScreenError unless the command ends by itself with exit code 0 */
  async succeeds(): Promise<void> {
    const code = await this.ends();
    if (code !== 0) {
      throw this.failure(`ended with ${code}`);
    }
  }

  private async until(holds: () => boolean, what: string): Promise<void> {
    const deadline = AbortSignal.timeout(commandTimeoutMillis);
    const stop = () => this.wake();
    deadline.addEventListener('abort', stop);
    try {
      while (!holds()) {
        if (deadline.aborted) {
          throw this.failure(what);
        }
        await new Promise<void>((resolve) => this.watchers.add(resolve));
      }
    } finally {
      deadline.removeEventListener('abort', stop);
    }
  }

  private async close(): Promise<void> {
    if (this.isRunning) {
      // Every program in it gets SIGHUP when a terminal is closed, as when a user closes the window.
      this.pty.kill('SIGHUP');
    }
    await this.ended;
    this.screen.dispose();
  }

  private failure(what: string): NotOnScreenError {
    return new NotOnScreenError(
      `${this.command} ${what}; on its screen:\n${this.lines().join('\n').trimEnd()}`,
    );
  }

  private wake(): void {
    for (const resume of this.watchers) {
      resume();
    }
    this.watchers.clear();
  }
}

/** What an environment has that this process has not, or has otherwise: the rest came from whatever runs these tests. */
function additions(environment: NodeJS.ProcessEnv, own: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || value === own[name] ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** Nothing of whatever runs these tests (npm, Nx, jest, a continuous integration), and no daemon left behind. */
function userEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const theirs = /^(CI|INIT_CWD|NODE|NODE_ENV|FORCE_COLOR|NO_COLOR|(npm|NX|JEST|FLEET|AWS)_.*)$/;
  const users = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || theirs.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(users), NX_DAEMON: 'false' };
}
