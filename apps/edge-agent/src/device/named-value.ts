import { execFileSync } from 'node:child_process';
import { isNativeError } from 'node:util/types';
import { DeviceFolderError, readText } from './text-file';

/** A value, and where it was found, if it was not written down itself. */
export interface NamedValue {
  readonly value: string;
  readonly from?: string;
}

/** A program of the device that tells a serial number has had its time by then. */
const longestCommandMillis = 5_000;

/** Longer than any serial number, model or voucher. */
const mostOutputBytes = 16 * 1024;

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** One image is for thousands of devices: so a value may be named instead of written, by the place where each has it. */
const sources: Readonly<Record<string, (place: string, commandMillis: number) => string>> = {
  env: fromEnvironment,
  file: fromFile,
  command: fromCommand,
};

/**
 * Finds what `env:NAME`, `file:/path` or `command:/path argument …` names; everything else is the value itself. White
 * space around it goes, and zeros as device trees have them.
 *
 * @throws DeviceFolderError, FileUnreadableError; neither says anything of what was found
 */
export function findNamedValue(written: string, commandMillis = longestCommandMillis): NamedValue {
  const [, kind = '', place = ''] = /^(env|file|command):(.*)$/s.exec(written) ?? [];
  const find = sources[kind];
  if (find === undefined) {
    return { value: written };
  }
  const value = find(place, commandMillis).replace(/^[\s\0]+|[\s\0]+$/g, '');
  if (value === '') {
    throw new DeviceFolderError(`There is nothing in ${written}.`);
  }
  return { value, from: written };
}

function fromEnvironment(name: string): string {
  if (!environmentName.test(name)) {
    throw new DeviceFolderError(`"env:${name}" names no variable of the environment: write env:NAME.`);
  }
  const value = process.env[name];
  if (value === undefined) {
    throw new DeviceFolderError(`The variable ${name} is not set in the environment of the agent.`);
  }
  return value;
}

function fromFile(path: string): string {
  requireAbsolute('file', path);
  return readText(path);
}

/** Without a shell: what is in a configuration file is never code. */
function fromCommand(commandLine: string, commandMillis: number): string {
  const [program = '', ...args] = commandLine.trim().split(/\s+/);
  requireAbsolute('command', program);
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      timeout: commandMillis,
      killSignal: 'SIGKILL',
      maxBuffer: mostOutputBytes,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    throw new DeviceFolderError(`The command ${program} ${commandFault(error, commandMillis)}.`, {
      cause: error,
    });
  }
}

/** Relative paths mean something else wherever the agent is started, and a name alone whatever is in PATH. */
function requireAbsolute(kind: string, path: string): void {
  if (!path.startsWith('/')) {
    throw new DeviceFolderError(`"${kind}:${path}" needs an absolute path, ${kind}:/...`);
  }
}

/** Not Node's own message: that has what the command has written. */
function commandFault(error: unknown, commandMillis: number): string {
  if (!isNativeError(error)) {
    return 'failed';
  }
  const code = 'code' in error ? error.code : undefined;
  const status = 'status' in error ? error.status : undefined;
  const signal = 'signal' in error ? error.signal : undefined;
  if (code === 'ETIMEDOUT') {
    return `has not ended within ${commandMillis / 1000} s`;
  }
  if (code === 'ENOBUFS') {
    return `has written more than ${mostOutputBytes} bytes`;
  }
  if (typeof code === 'string') {
    return `cannot be run (${code})`;
  }
  return typeof status === 'number' ? `ended with exit code ${status}` : `was ended by ${String(signal)}`;
}
