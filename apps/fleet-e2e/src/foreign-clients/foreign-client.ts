import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';

const foundClients = z.record(
  z.string(),
  z.object({ program: z.string(), version: z.string(), folder: z.optional(z.string()) }),
);

export type FoundClient = z.infer<typeof foundClients>[string];

class ClientNotFoundError extends Error {
  override readonly name = 'ClientNotFoundError';

  constructor(name: string) {
    super(
      `${name} is not among the clients that were found. Run the target foreign-clients, which looks for them.`,
    );
  }
}

/** Where a client is, as jest.foreign-clients.config.cjs found it. @throws ClientNotFoundError */
export function foundClient(name: string): FoundClient {
  const found = foundClients.parse(JSON.parse(process.env['FOREIGN_CLIENTS'] ?? '{}'))[name];
  if (found === undefined) {
    throw new ClientNotFoundError(name);
  }
  return found;
}

/** What a program printed until it ended by itself. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const failedProgram = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

interface ProgramSurroundings {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
}

/**
 * Runs a program to its end, which comes with that of `resources` at the latest.
 * @throws Error when it cannot be started, or a signal ends it
 */
export async function runProgram(
  resources: ResourceStack,
  program: string,
  options: readonly string[],
  { environment = process.env, folder = process.cwd() }: ProgramSurroundings = {},
): Promise<ProgramResult> {
  const end = new AbortController();
  resources.defer(() => end.abort());
  try {
    const output = await promisify(execFile)(program, [...options], {
      env: environment,
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
      signal: end.signal,
      killSignal: 'SIGKILL',
    });
    return { exitCode: 0, ...output };
  } catch (error) {
    const failed = failedProgram.safeParse(error);
    if (!failed.success) {
      throw error;
    }
    return { exitCode: failed.data.code, stdout: failed.data.stdout, stderr: failed.data.stderr };
  }
}

/** A program that runs beside the test, and is ended with it. */
export class RunningProgram {
  readonly lines: string[] = [];
  private readonly child;
  private readonly ended: Promise<unknown>;
  private readonly listeners = new Set<() => void>();

  constructor(
    resources: ResourceStack,
    private readonly program: string,
    options: readonly string[],
  ) {
    resources.defer(() => this.kill());
    this.child = spawn(program, [...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = once(this.child, 'close').finally(() => this.wake());
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        this.wake();
      });
    }
  }

  /** Waits for a line, also one that it has printed already. @throws Error when the program ends without it */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) {
        return found;
      }
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`${this.program} ended without ${String(pattern)}: ${this.lines.join(' | ')}`);
      }
      await new Promise<void>((resolve) => this.listeners.add(resolve));
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private wake(): void {
    this.listeners.forEach((resolve) => resolve());
    this.listeners.clear();
  }
}
