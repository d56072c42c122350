import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { memoryFlags } from './environment-variables';
import { parseGuestMessage } from './guest-messages';
import type { GuestMessage, InvokeMessage } from './guest-messages';
import { LineReader } from './line-reader';

/** An answer has at most 6 MB; as JSON within JSON a byte of it can take six. */
const maximumMessageLength = 40 * 1024 * 1024;
/** A log event of CloudWatch Logs has at most 256 KB. */
const maximumLogLine = 256 * 1024 - 1024;

export interface ProcessListener {
  message(message: GuestMessage): void;
  outputLine(stream: 'stdout' | 'stderr', line: string): void;
  /** Once, after all output was read. */
  exit(code: number | null, signal: NodeJS.Signals | null): void;
}

export interface ProcessOptions {
  readonly guestDirectory: string;
  readonly workingDirectory: string;
  readonly memoryMegabytes: number;
  readonly environment: Record<string, string>;
  readonly now: number;
  /** Beginning of the path where the process keeps, and finds, what was compiled of the function. */
  readonly compiledAs: string;
}

function isDuplex(stream: unknown): stream is Duplex {
  return typeof stream === 'object' && stream !== null && 'write' in stream && 'read' in stream;
}

/** The operating system's side of a function's process: starts it, frames its messages, ends it. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly channel: Duplex;

  constructor(options: ProcessOptions, listener: ProcessListener) {
    const guest = (file: string): string => join(options.guestDirectory, file);
    this.child = spawn(
      process.execPath,
      [
        '--require',
        guest('clock-preload.cjs'),
        ...memoryFlags(options.memoryMegabytes),
        guest('bootstrap.cjs'),
        String(options.now),
        options.compiledAs,
      ],
      {
        cwd: options.workingDirectory,
        env: options.environment,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        // Its own process group: what the function starts ends with it, and Ctrl-C reaches only this process.
        detached: process.platform !== 'win32',
      },
    );
    const [, stdout, stderr, channel] = this.child.stdio;
    if (!isDuplex(channel) || !stdout || !stderr) {
      // Out of file descriptors: Node tells of it by an event as well, which must not end this cloud.
      this.child.once('error', () => undefined);
      throw new Error('the function was not started: spawn() made no pipes for it');
    }
    this.channel = channel;
    this.readLines(channel, maximumMessageLength, (line) => {
      const message = parseGuestMessage(line);
      if (message) {
        listener.message(message);
      }
    });
    this.readLines(this.child.stdout, maximumLogLine, (line) => listener.outputLine('stdout', line));
    this.readLines(this.child.stderr, maximumLogLine, (line) => listener.outputLine('stderr', line));
    // A channel that breaks says no more than the exit that follows.
    channel.on('error', () => undefined);
    this.child.once('error', (error) => {
      listener.outputLine('stderr', `The function's process did not start: ${error.message}`);
      if (this.child.pid === undefined) {
        listener.exit(1, null);
      }
    });
    // What the function itself started and left behind would hold its pipes open.
    this.child.once('exit', () => this.killGroup());
    this.child.once('close', (code, signal) => listener.exit(code, signal));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(message: InvokeMessage): void {
    this.channel.write(`${JSON.stringify(message)}\n`);
  }

  /** Ends the process, and what it started, at once. */
  kill(): void {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.killGroup();
    }
  }

  private killGroup(): void {
    const { pid } = this.child;
    if (pid === undefined) {
      return;
    }
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch (error) {
      // Gone already, which is what was wanted; macOS says so with EPERM.
      if (!isNativeError(error) || !('code' in error)) {
        throw error;
      }
      if (error.code !== 'ESRCH' && error.code !== 'EPERM') {
        throw error;
      }
    }
  }

  private readLines(stream: Readable | null, maximumLength: number, onLine: (line: string) => void): void {
    const reader = new LineReader(onLine, maximumLength);
    stream?.on('data', (chunk: Buffer) => reader.push(chunk));
    stream?.on('end', () => reader.end());
  }
}
