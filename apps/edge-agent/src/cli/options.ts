import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { defaultKeyAlgorithm, keyAlgorithms } from '@fleet/certificate-request/key-algorithm';
import { voucherFile } from '@fleet/fleet-contract';
import * as z from 'zod/mini';
import type { KeyOrigin } from '../agent';
import { awsConnectIntervalMillis } from '../connection/connect-pacing';
import { isDeviceFolder } from '../device/device-folder';
import { UsageError } from './usage-error';
import type { WorkplaceSettings } from './workplace';

/** Options that every command has. */
const commonOptions = z.object({
  dir: z.optional(z.string()),
  identityDir: z.optional(z.string()),
  json: z._default(z.boolean(), false),
});

/** Options of every command that connects. */
const connectOptions = z.extend(commonOptions, {
  keys: z.enum(['device', 'cloud']),
  keyAlgorithm: z.optional(z.enum(keyAlgorithms)),
  connectInterval: z.number(),
});

export const provisionOptions = z.extend(connectOptions, {
  timeout: z.number(),
  voucher: z.optional(z.string()),
  useClaim: z._default(z.boolean(), false),
});
export const runOptions = z.extend(connectOptions, {
  voucher: z.optional(z.string()),
  rotationSpread: z.number(),
  stdin: z._default(z.boolean(), false),
  listen: z.optional(z.string()),
  listenPasswords: z.optional(z.string()),
});
export const rotateOptions = z.extend(connectOptions, {
  timeout: z.number(),
});
export const statusOptions = commonOptions;
export const installServiceOptions = z.extend(commonOptions, {
  print: z.literal(true),
  manager: z.enum(['systemd', 'openrc']),
  user: z.string(),
  listen: z.optional(z.string()),
});

export const hashPasswordOptions = commonOptions;

export type CommonOptions = z.infer<typeof commonOptions>;
export type ConnectOptions = z.infer<typeof connectOptions>;
export type ProvisionOptions = z.infer<typeof provisionOptions>;
export type RunOptions = z.infer<typeof runOptions>;
export type RotateOptions = z.infer<typeof rotateOptions>;
export type InstallServiceOptions = z.infer<typeof installServiceOptions>;

export const dirOption = (): Option =>
  new Option(
    '--dir <folder>',
    "the device's folder, an unzipped client.zip (default: the folder of agent.js, else the current one)",
  ).env('AGENT_DIR');

export const identityDirOption = (): Option =>
  new Option(
    '--identity-dir <folder>',
    "the folder for the device's keys and certificates (default: identity in the device's folder)",
  ).env('AGENT_IDENTITY_DIR');

export const jsonOption = (): Option =>
  new Option('--json', 'print the result as JSON on stdout').env('AGENT_JSON');

export const keysOption = (): Option =>
  new Option('--keys <origin>', 'who makes the private key; a key that the device makes never leaves it')
    .choices(['device', 'cloud'])
    .default('device')
    .env('AGENT_KEYS');

/** Without a default of commander's, so that the code can see whether the option was given. */
export const keyAlgorithmOption = (): Option =>
  new Option(
    '--key-algorithm <name>',
    `kind of key that the device makes for its next certificate (default: ${defaultKeyAlgorithm})`,
  )
    .choices(keyAlgorithms)
    .env('AGENT_KEY_ALGORITHM');

export const connectIntervalOption = (): Option =>
  new Option(
    '--connect-interval <seconds>',
    'seconds between two connections; less than the default is for test servers only',
  )
    .argParser((text) => wholeSeconds(text, 0, 3600))
    .default(awsConnectIntervalMillis / 1000)
    .env('AGENT_CONNECT_INTERVAL');

export const timeoutOption = (): Option =>
  new Option('--timeout <seconds>', 'start no new attempt after this many seconds')
    .argParser((text) => wholeSeconds(text, 1, 604_800))
    .default(60)
    .env('AGENT_TIMEOUT');

export const voucherOption = (): Option =>
  new Option(
    '--voucher <file>',
    `the voucher of this device's factory, where the fleet asks for one (default: ${voucherFile} in the device's folder)`,
  ).env('AGENT_VOUCHER');

export const useClaimOption = (): Option =>
  new Option(
    '--use-claim',
    "if the cloud accepts none of the device's own certificates, ask with the claim for another one at once",
  ).env('AGENT_USE_CLAIM');

export const rotationSpreadOption = (): Option =>
  new Option(
    '--rotation-spread <seconds>',
    'wait a random part of this many seconds before an ordered rotation',
  )
    .argParser((text) => wholeSeconds(text, 0, 86_400))
    .default(60)
    .env('AGENT_ROTATION_SPREAD');

export const stdinOption = (): Option =>
  new Option('--stdin', 'publish JSON lines of stdin, {"topic","payload","id"}, at QoS 1').env('AGENT_STDIN');

export const listenOption = (): Option =>
  new Option(
    '--listen <address>',
    'let programs of this device use the connection by MQTT, at unix:/run/fleet-agent/mqtt.sock or tcp:127.0.0.1:1883',
  ).env('AGENT_LISTEN');

export const listenPasswordsOption = (): Option =>
  new Option(
    '--listen-passwords <file>',
    'names and passwords of those programs: lines of mosquitto_passwd, or of hash-password; needed for tcp:',
  ).env('AGENT_LISTEN_PASSWORDS');

export const printOption = (): Option =>
  new Option('--print', 'print the definition of the service; nothing is installed').makeOptionMandatory();

export const managerOption = (): Option =>
  new Option('--manager <name>', 'what starts services on this device')
    .choices(['systemd', 'openrc'])
    .default('systemd');

export const userOption = (): Option =>
  new Option('--user <name>', 'the user that runs the agent').default('fleet-agent');

function wholeSeconds(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new InvalidArgumentError(`It must be a whole number of seconds from ${least} to ${most}.`);
  }
  return value;
}

/** @throws UsageError where an algorithm is given for a key that the device does not make */
function keyOriginOf({ keys, keyAlgorithm }: ConnectOptions): KeyOrigin {
  if (keys === 'device') {
    return { from: 'device', algorithm: keyAlgorithm ?? defaultKeyAlgorithm };
  }
  if (keyAlgorithm !== undefined) {
    throw new UsageError(
      'The cloud makes keys of RSA 2048 only: --key-algorithm (AGENT_KEY_ALGORITHM) goes with --keys device.',
    );
  }
  return { from: 'cloud' };
}

/**
 * What the options say of the work in the device's folder.
 *
 * @throws UsageError as {@link keyOriginOf} does
 */
export function workplaceSettingsOf(options: ConnectOptions): WorkplaceSettings {
  return { keyOrigin: keyOriginOf(options), connectIntervalMillis: options.connectInterval * 1000 };
}

/** @throws UsageError */
export function identityDirectoryOf(given: string | undefined): string | undefined {
  if (given === '') {
    throw new UsageError('The folder given with --identity-dir or AGENT_IDENTITY_DIR is empty.');
  }
  return given === undefined ? undefined : resolve(given);
}

/** The device's folder: as given, else the one that agent.js was unzipped into, else the current one. */
export function deviceDirectory(given: string | undefined, agentFile: string): string {
  if (given !== undefined) {
    if (given === '') {
      throw new UsageError('The folder given with --dir or AGENT_DIR is empty.');
    }
    return resolve(given);
  }
  const besideAgent = dirname(realpathSync(agentFile));
  return isDeviceFolder(besideAgent) ? besideAgent : process.cwd();
}
