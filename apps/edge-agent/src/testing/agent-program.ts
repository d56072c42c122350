import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { ResourceStack, StackDisposedError } from '@fleet/resource-stack';
import type { TestCloud } from './test-cloud';

/** The cloud of these tests takes CONNECTs as they come. */
const atFullPace = { AGENT_CONNECT_INTERVAL: '0' };

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface UnreadAgent {
  readonly stdin: Writable;
  readonly kill: (signal: NodeJS.Signals) => boolean;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** A device's folder, and the programs that work in it: when it is disposed of, they are gone. */
export class AgentProgram {
  readonly folder = mkdtempSync(join(tmpdir(), 'device-'));
  /** Who runs its commands, if not the user of the test. */
  user: { readonly uid: number; readonly gid: number } | undefined;
  private readonly resources = new ResourceStack();

  constructor(
    private readonly agentFile: string,
    private readonly cloud: Pick<TestCloud, 'port' | 'rootCa' | 'claim'>,
    serial = 'device-1',
  ) {
    this.resources.defer(() => rmSync(this.folder, { recursive: true, force: true }));
    this.resources.defer(() => rmSync(this.folder, { recursive: true, force: true }));
    this.writeBundle(serial);
  }

  /** Puts into the folder what an unzipped client.zip holds, and who this machine is. */
  writeBundle(serial: string, machine: Readonly<Record<string, string>> = {}): void {
    mkdirSync(join(this.folder, 'certs'), { recursive: true });
    const write = (name: string, content: string): void =>
      writeFileSync(join(this.folder, name), content, { mode: 0o600 });
    write('certs/root.ca.pem', this.cloud.rootCa);
    write('certs/bootstrap-certificate.pem.crt', this.cloud.claim.certificate);
    write('certs/bootstrap-private.pem.key', this.cloud.claim.privateKey);
    this.writeMachine({ serial_num: serial, ...machine });
    write(
      'config.json',
      JSON.stringify({
        endpoint: `localhost:${this.cloud.port}`,
        provisioningTemplate: 'provisioning',
        rotationTemplate: 'rotation',
        certificates: {
          directory: 'certs',
          claimCertificate: 'bootstrap-certificate.pem.crt',
          claimPrivateKey: 'bootstrap-private.pem.key',
          rootCa: 'root.ca.pem',
        },
      }),
    );
  }

  /** Says who this machine is, and what it has besides. */
  writeMachine(machine: Readonly<Record<string, unknown>>): void {
    const content = JSON.stringify({ serial_num: 'device-1', model_type: 'model-a', ...machine });
    writeFileSync(join(this.folder, 'machine_config.json'), content, { mode: 0o600 });
  }

  /** An environment in which the script runs before the agent. */
  after(script: string): NodeJS.ProcessEnv {
    const file = join(this.folder, 'before.cjs');
    writeFileSync(file, script);
    return { NODE_OPTIONS: `--require ${file}` };
  }

  /** Runs a command to its end. */
  run(...commandLine: string[]): Promise<Ended> {
    return this.runIn({}, ...commandLine);
  }

  /** @throws StackDisposedError once it is disposed of */
  runIn(environment: NodeJS.ProcessEnv, ...commandLine: string[]): Promise<Ended> {
    this.assertUsable();
    return new Promise((resolve) => {
      const options = {
        env: { PATH: process.env['PATH'], AGENT_DIR: this.folder, ...atFullPace, ...environment },
        ...this.user,
      };
      const child = execFile(
        process.execPath,
        [this.agentFile, ...commandLine],
        options,
        (_error, stdout, stderr) => {
          resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
        },
      );
      this.resources.defer(() => kill(child));
    });
  }

  /**
   * Starts a command that goes on.
   * @throws StackDisposedError once it is disposed of
   */
  start(...commandLine: string[]): RunningAgent {
    return this.startIn({}, ...commandLine);
  }

  /** @throws StackDisposedError once it is disposed of */
  startIn(environment: NodeJS.ProcessEnv, ...commandLine: string[]): RunningAgent {
    this.assertUsable();
    const child = spawn(process.execPath, [this.agentFile, ...commandLine, '--dir', this.folder], {
      env: { ...process.env, ...atFullPace, ...environment },
    });
    this.resources.defer(() => kill(child));
    return new RunningAgent(child);
  }

  /** Starts a command whose output nobody reads. */
  startUnread(...commandLine: string[]): UnreadAgent {
    this.assertUsable();
    const child = spawn(process.execPath, [this.agentFile, ...commandLine, '--dir', this.folder], {
      env: { ...process.env, ...atFullPace },
    });
    this.resources.defer(() => kill(child));
    // What it still has to read when it ends.
    child.stdin.on('error', () => undefined);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { stdin: child.stdin, kill: (signal) => child.kill(signal), ended };
  }

  /** Ends every program that was started here, waits until they are gone, and removes the folder. */
  dispose(): Promise<void> {
    return this.resources.dispose();
  }

  private assertUsable(): void {
    if (this.resources.disposed) {
      throw new StackDisposedError();
    }
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

/** An agent process whose output is followed as it comes. */
export class RunningAgent {
  readonly lines: unknown[] = [];
  private readonly said: string[] = [];
  private fault: Error | undefined;
  private readonly counts = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private readonly closed: Promise<number | null>;

  constructor(private readonly child: ReturnType<typeof spawn>) {
    this.closed = new Promise((resolve) => child.once('close', resolve));
    follow(child.stdout, (line) => {
      this.take(line);
      this.tell();
    });
    follow(child.stderr, (line) => {
      this.said.push(line);
      this.tell();
    });
  }

  /** How often the event was printed so far. */
  count(event: string): number {
    return this.counts.get(event) ?? 0;
  }

  sees(event: string, times = 1): Promise<void> {
    return this.until(() => this.count(event) >= times);
  }

  says(words: RegExp): Promise<void> {
    return this.until(() => this.said.some((line) => words.test(line)));
  }

  /** Resolves once it has told so, in an event or to people. */
  tells(words: RegExp): Promise<void> {
    return this.until(() =>
      [...this.said, ...this.lines.map((line) => JSON.stringify(line))].some((line) => words.test(line)),
    );
  }

  /** Reads its output no more. */
  pause(): void {
    this.child.stdout?.pause();
  }

  resume(): void {
    this.child.stdout?.resume();
  }

  /** Calls back with every line of output. */
  onOutput(listener: () => void): void {
    this.listeners.add(listener);
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  /** @throws Error when the agent printed a line that is no JSON */
  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }

  /**
   * Waits until it ends by itself.
   * @throws Error when the agent printed a line that is no JSON
   */
  async ended(): Promise<number | null> {
    const code = await this.closed;
    this.requireSound();
    return code;
  }

  /** Thrown here, in an event of the stream, it would end the tests of others. */
  private take(line: string): void {
    try {
      const parsed: unknown = JSON.parse(line);
      this.lines.push(parsed);
      const event = eventOf(parsed);
      this.counts.set(event, this.count(event) + 1);
    } catch (error) {
      this.fault ??= new Error(`The agent printed a line that is no JSON: ${line}`, { cause: error });
    }
  }

  private requireSound(): void {
    if (this.fault !== undefined) {
      throw this.fault;
    }
  }

  private async until(condition: () => boolean): Promise<void> {
    for (;;) {
      this.requireSound();
      if (condition()) {
        return;
      }
      await new Promise<void>((resolve) => {
        const once = (): void => {
          this.listeners.delete(once);
          resolve();
        };
        this.listeners.add(once);
      });
    }
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}

function eventOf(line: unknown): string {
  return typeof line === 'object' && line !== null && 'event' in line ? String(line.event) : '';
}

function follow(stream: NodeJS.ReadableStream | null, tell: (line: string) => void): void {
  if (stream !== null) {
    createInterface({ input: stream }).on('line', tell);
  }
}
