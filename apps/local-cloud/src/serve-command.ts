import type { Cloud, CloudLogListener, StartOptions } from '@fleet/emulator-cloud';
import pino from 'pino';
import { releaseMemoryWhenIdle } from './idle-memory';
import { InvalidOptionError } from './invalid-option';
import { parseOptions } from './options';

/** Serves a cloud until this process is interrupted. */
export async function serve(commandLine: Record<string, unknown>, words: readonly string[]): Promise<void> {
  if (words.length > 0) {
    throw new InvalidOptionError(
      `There is no command "${words.join(' ')}". Options of serve begin with --; local-cloud --help lists the commands.`,
    );
  }
  const options = parseOptions(commandLine, process.env, process.cwd());
  // Asked to end while it starts, it ends once it has started: nothing is left half open.
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  // Loaded only here: the other commands would load all of AWS to do without.
  const { startCloud } = await import('@fleet/emulator-cloud');
  const cloud = await startCloud({ ...options, log: standardErrorLog() }).catch(async (error: unknown) => {
    const { explained } = await import('./cannot-serve');
    throw explained(error, options);
  });
  process.stdout.write(`${readyLine(cloud, options)}\n`);
  const stopReleasing = releaseMemoryWhenIdle();
  await asked;
  stopReleasing();
  await cloud.close();
}

function standardErrorLog(): CloudLogListener {
  const log = pino({ name: 'local-cloud', level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2));
  return ({ level, message, fields }) => log[level](fields, message);
}

/** What the user has to know, in one line: programs wait for it. */
export function readyLine(
  cloud: Pick<Cloud, 'endpoint' | 'mqttHost' | 'mqttPort'>,
  {
    dataDirectory,
    anyCredentials,
    consistency,
  }: Pick<StartOptions, 'dataDirectory' | 'anyCredentials' | 'consistency'>,
): string {
  return [
    `local-cloud is ready: AWS ${cloud.endpoint}`,
    `MQTT ${cloud.mqttHost}:${cloud.mqttPort}`,
    dataDirectory === undefined ? 'nothing is kept' : `data in ${dataDirectory}`,
    // With the seed, what happened can happen again.
    ...(consistency
      ? [`eventually consistent by seed ${consistency.seed} at scale ${consistency.scale}`]
      : []),
    ...(anyCredentials === true ? ['WARNING: it accepts any credentials'] : []),
  ].join(', ');
}
