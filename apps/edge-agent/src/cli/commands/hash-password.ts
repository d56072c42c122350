import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { passwordLine } from '../../local-endpoint/password-file';
import { isProgramName, programNameRange } from '../../local-endpoint/program-name';
import { commandOf } from '../carry-out';
import type { CommandContext } from '../command-context';
import { hashPasswordOptions, type HashPasswordOptions } from '../given-options';
import { UsageError } from '../usage-error';

const mostPasswordBytes = 1024;

/** Prints a line for a password file, and keeps nothing. */
export const hashPasswordCommand = commandOf({ options: hashPasswordOptions, work: hashPassword });

async function hashPassword({ name }: HashPasswordOptions, { output }: CommandContext): Promise<void> {
  if (!isProgramName(name)) {
    throw new UsageError(`${JSON.stringify(name)} cannot be the name of a program: use ${programNameRange}.`);
  }
  const password = await firstLine(process.stdin);
  const line = await passwordLine(name, password, randomBytes(16));
  output.result(line, { line });
}

/** @throws UsageError */
async function firstLine(input: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const piece = Buffer.from(chunk as Uint8Array);
    chunks.push(piece);
    bytes += piece.length;
    if (piece.includes('\n') || bytes > mostPasswordBytes) {
      break;
    }
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  const password = Buffer.from(line);
  if (password.length === 0 || password.length > mostPasswordBytes) {
    throw new UsageError(`Write the password on stdin: one line of 1 to ${mostPasswordBytes} bytes.`);
  }
  return password;
}
