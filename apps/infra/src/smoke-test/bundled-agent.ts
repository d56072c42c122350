import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFiles } from '@fleet/fleet-contract';
import * as z from 'zod/mini';

/** The device's agent could not do what it was told. It has said why. */
export class AgentFailedError extends Error {
  override readonly name = 'AgentFailedError';
  constructor(command: string, words: string, options: ErrorOptions) {
    super(`The agent's ${command} failed. It says: ${words}`, options);
  }
}

const result = z.object({ certificateId: z.string() });
const failure = z.object({ stderr: z.string() });

/** A command may try again for five minutes: policies of a fleet that was deployed just now take minutes to spread. */
const patienceSeconds = 300;

/**
 * Runs a command of the agent in an unpacked bundle.
 * @returns the id of the certificate that the device has then
 * @throws AgentFailedError, and the reason of the interruption
 */
export async function runAgent(
  folder: string,
  command: 'provision' | 'rotate',
  interruption: AbortSignal,
): Promise<string> {
  const words = [join(folder, bundleFiles.agent), command, '--json', '--timeout', String(patienceSeconds)];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, words, {
      cwd: folder,
      signal: interruption,
    });
    return result.parse(JSON.parse(stdout)).certificateId;
  } catch (error) {
    interruption.throwIfAborted();
    const failed = failure.safeParse(error);
    throw new AgentFailedError(command, failed.success ? failed.data.stderr.trim() : 'nothing', {
      cause: error,
    });
  }
}
