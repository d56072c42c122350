import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { StartOptions } from '@fleet/emulator-cloud';
import { defined } from '@fleet/optional-members';
import { namedPath, pathOfUser } from '@fleet/user-paths';
import * as z from 'zod';
import { fixedCredentials } from './fixed-credentials';
import { InvalidOptionError } from './invalid-option';

const port = z.coerce.number<string>().int().min(0).max(65_535);

const rawOptions = z.object({
  host: z.union([z.ipv4(), z.ipv6()]).optional(),
  publicHost: z.string().min(1).optional(),
  port: port.default(4566),
  mqttPort: port.default(8883),
  connectInterval: z.coerce.number<string>().min(0).max(3600).default(10),
  dataDir: z.string().min(1).optional(),
  ephemeral: z.boolean().default(false),
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/)
    .default('us-east-1'),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .default('123456789012'),
  quotas: z.literal('aws').optional(),
  accessKeyId: z
    .string()
    .regex(/^\w{1,128}$/)
    .optional(),
  secretAccessKeyFile: z.string().min(1).optional(),
  anyCredentials: z.boolean().default(false),
  lenient: z.boolean().default(false),
  iam: z.enum(['enforced', 'off']).default('enforced'),
  consistency: z.enum(['strong', 'eventual']).default('strong'),
  consistencySeed: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  consistencyScale: z.coerce.number<string>().positive().max(10).default(1),
});

const legalValues: Record<keyof z.infer<typeof rawOptions>, string> = {
  host: 'an IP address',
  publicHost: 'a DNS name',
  port: 'a port number from 0 to 65535',
  mqttPort: 'a port number from 0 to 65535',
  connectInterval: 'a number of seconds from 0 to 3600',
  dataDir: 'a directory',
  ephemeral: 'given or not, without a value',
  region: 'an AWS region such as us-east-1',
  accountId: 'twelve digits',
  quotas: 'aws, or left out',
  accessKeyId: 'letters, digits and _, at most 128',
  secretAccessKeyFile: 'a file',
  anyCredentials: 'given or not, without a value',
  lenient: 'given or not, without a value',
  iam: 'enforced or off',
  consistency: 'strong or eventual',
  consistencySeed: '1 to 64 letters, digits, "_" and "-"',
  consistencyScale: 'a number above 0, up to 10',
};

/**
 * Makes options of what the command line and the environment say.
 * @throws InvalidOptionError that names the option and what is legal
 */
export function parseOptions(
  commandLine: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
  workingDirectory: string,
): StartOptions {
  const parsed = rawOptions.safeParse(commandLine);
  if (!parsed.success) {
    const illegal = Object.entries(legalValues).find(([name]) => name === parsed.error.issues[0]?.path[0]);
    assert(illegal !== undefined, 'what is wrong is wrong with an option');
    const [name, legalValue] = illegal;
    const option = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new InvalidOptionError(`--${option} must be ${legalValue}`);
  }
  const { dataDir, ephemeral, accessKeyId, secretAccessKeyFile, host, publicHost, ...more } = parsed.data;
  const { consistency: mode, consistencySeed, consistencyScale, ...others } = more;
  const consistency = mode === 'eventual' ? eventual(consistencySeed, consistencyScale) : undefined;
  const place = { environment, workingDirectory };
  const credentials = fixedCredentials({ accessKeyId, secretAccessKeyFile }, place);
  const options = { ...others, ...defined({ host, publicHost, credentials, consistency }) };
  if (!ephemeral) {
    return { ...options, dataDirectory: dataDirectoryOf(dataDir, environment, workingDirectory) };
  }
  if (dataDir !== undefined) {
    throw new InvalidOptionError('--ephemeral keeps nothing: leave it out, or --data-dir');
  }
  return { ...options, ephemeral };
}

/** Without a seed that is given, each start has another one. */
function eventual(seed: string | undefined, scale: number): { seed: string; scale: number } {
  return { seed: seed ?? randomBytes(4).toString('hex'), scale };
}

/** The data directory that `--data-dir`, else the environment, names. */
export function dataDirectoryOf(
  option: string | undefined,
  environment: NodeJS.ProcessEnv,
  workingDirectory: string,
): string {
  const named =
    option === undefined
      ? namedPath('LOCAL_CLOUD_DATA_DIR', environment, workingDirectory)
      : pathOfUser(option, environment, workingDirectory);
  return named ?? join(workingDirectory, '.local', 'cloud');
}
