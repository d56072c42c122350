import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defaultKeyAlgorithm, keyAlgorithms } from '@fleet/certificate-request/key-algorithm';
import * as z from 'zod/mini';
import type { KeyOrigin } from '../agent';
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

export const hashPasswordOptions = z.extend(commonOptions, { name: z.string() });

export type CommonOptions = z.infer<typeof commonOptions>;
export type ConnectOptions = z.infer<typeof connectOptions>;
export type ProvisionOptions = z.infer<typeof provisionOptions>;
export type RunOptions = z.infer<typeof runOptions>;
export type RotateOptions = z.infer<typeof rotateOptions>;
export type InstallServiceOptions = z.infer<typeof installServiceOptions>;
export type HashPasswordOptions = z.infer<typeof hashPasswordOptions>;

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
