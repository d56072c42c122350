import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What one run of a whole program has cost. */
export interface ProcessCost {
  /** From the call of spawn to the exit of the process. */
  readonly wallMillis: number;
  /** The processor's time, of user and system: what the machine does besides hardly changes it. */
  readonly processorMillis: number;
  /** Peak of the resident memory. */
  readonly peakBytes: number;
}

/** A program that is measured did not do its work; carries what it said. */
export class MeasuredProcessFailedError extends Error {
  override readonly name = 'MeasuredProcessFailedError';
}

/**
 * Runs a Node.js program to its end and measures it.
 * @param built folder of the built benchmark
 * @throws MeasuredProcessFailedError unless it ends with exit code 0
 */
export async function measureProcess(program: readonly string[], built: string): Promise<ProcessCost> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--require', join(built, 'contest', 'report-cost.js'), ...program], {
    env: environmentOfDevice(),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]: unknown[]) => ({
    code,
    wallMillis: performance.now() - started,
  }));
  const [errors, report, { code, wallMillis }] = await Promise.all([
    textOf(child.stdio[2]),
    textOf(child.stdio[3]),
    ended,
  ]);
  const [, kibibytes, microseconds] = /^(\d+) (\d+)$/m.exec(report) ?? [];
  if (code !== 0 || kibibytes === undefined) {
    throw new MeasuredProcessFailedError(`${program.join(' ')} ended with ${String(code)}:\n${errors}`);
  }
  return {
    wallMillis,
    processorMillis: Number(microseconds) / 1_000,
    peakBytes: Number(kibibytes) * 1_024,
  };
}

/**
 * This machine's, without what it has Node.js and OpenSSL do besides: with NODE_EXTRA_CA_CERTS or SSL_CERT_FILE, say, a process
 * reads all root certificates of the machine. Devices have none of these.
 */
function environmentOfDevice(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE|SSL|OPENSSL)_/.test(name)),
  );
}

function textOf(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) {
    throw new MeasuredProcessFailedError('the process has no pipe to read from');
  }
  return text(stream);
}
