import * as z from 'zod/mini';

import { fleetConfigBounds, rotationDefaults, wholeNumber } from '../configuration/bounds';
import { listProblems, problemsOf, type Problem } from '../configuration/problems';
import { InvalidEndpointError, parseEndpoint, type Endpoint } from './endpoint';

/** Where an agent finds its fleet, and what it identifies itself with. */
export interface DeviceConfig {
  readonly endpoint: Endpoint;
  readonly provisioningTemplate: string;
  readonly rotationTemplate: string;
  readonly certificates: {
    /** Absolute, or relative to the bundle's folder. */
    readonly directory: string;
    /** File names in `directory`. */
    readonly claimCertificate: string;
    readonly claimPrivateKey: string;
    readonly rootCa: string;
  };
  readonly rotationDays: number;
  readonly graceDays: number;
  readonly spreadDays: number;
}

/** `config.json` as it is written: the endpoint is `host` or `host:port`. */
export interface DeviceConfigFile extends Omit<DeviceConfig, 'endpoint'> {
  readonly endpoint: string;
}

/** `machine_config.json`: who this device is. The serial still has to be admitted by `parseSerial`. */
export interface MachineConfig {
  readonly serial_num: string;
  readonly model_type: string;
  /** Where the device's voucher is, if not in its usual place. */
  readonly voucher?: string | undefined;
  /** What becomes of the claim once the device's own certificate is proven. It is kept by default. */
  readonly claim?: 'keep' | 'remove-after-proof' | undefined;
  /** What the device says of itself when it is provisioned, where its fleet asks for that. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** How programs of the device use the agent's connection. */
  readonly listen?: MachineListen | undefined;
}

/** Topic filters of what a program may use; `{thing}` stands for the device's name. */
export interface ProgramTopics {
  readonly publish?: readonly string[] | undefined;
  readonly subscribe?: readonly string[] | undefined;
}

/** Where programs of the device connect to, and which topics they may use. */
export interface MachineListen extends ProgramTopics {
  /** `unix:/path` or `tcp:127.0.0.1:port`. */
  readonly address?: string | undefined;
  /** The file with their names and passwords. */
  readonly passwords?: string | undefined;
  /** Programs with topics of their own, by their names. */
  readonly programs?: Readonly<Record<string, ProgramTopics>> | undefined;
}

export class InvalidDeviceConfigError extends Error {
  override readonly name = 'InvalidDeviceConfigError';

  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super(`${file} is not valid:\n${listProblems(problems)}`);
  }
}

const endpoint = z.string({ error: 'must be a host name, or host:port' }).check((context) => {
  try {
    parseEndpoint(context.value);
  } catch (error) {
    if (!(error instanceof InvalidEndpointError)) {
      throw error;
    }
    context.issues.push({ code: 'custom', input: context.value, message: error.message });
  }
});

const templateError = 'must be the name of a provisioning template: 1 to 36 of a-z, A-Z, 0-9, "_" and "-"';
const templateName = z.string({ error: templateError }).check(z.regex(/^[0-9A-Za-z_-]{1,36}$/));

const pathError = 'must be a path of 1 to 4096 characters';
const path = z
  .string({ error: pathError })
  .check(z.refine((value) => value !== '' && value.length <= 4096 && !value.includes('\0')));

const fileError = 'must be a file name without folders';
const fileName = z.string({ error: fileError }).check(z.regex(/^(?!\.{1,2}$)[^/\\\0]{1,255}$/));

/** Keys that this version does not know are left out: an older agent reads a newer bundle. */
const deviceConfig = z.object(
  {
    endpoint,
    provisioningTemplate: templateName,
    rotationTemplate: templateName,
    certificates: z.object(
      { directory: path, claimCertificate: fileName, claimPrivateKey: fileName, rootCa: fileName },
      { error: 'must be an object' },
    ),
    rotationDays: z._default(
      wholeNumber(fleetConfigBounds.rotationDays, 'days'),
      rotationDefaults.rotationDays,
    ),
    graceDays: z._default(wholeNumber(fleetConfigBounds.graceDays, 'days'), rotationDefaults.graceDays),
    spreadDays: z._default(wholeNumber(fleetConfigBounds.spreadDays, 'days'), rotationDefaults.spreadDays),
  },
  { error: 'must be an object' },
);

const text = z.string({ error: 'must be a string of at most 200 characters' }).check(z.maxLength(200));
const machineParameters = z
  .record(z.string(), text, { error: 'must be an object of strings' })
  .check(z.refine((all) => Object.keys(all).length <= 20, { error: 'must have at most 20 members' }));
const topicFilters = z.optional(
  z
    .array(text, { error: 'must be a list of topic filters' })
    .check(z.maxLength(50, { error: 'must have at most 50 topic filters' })),
);
const programTopics = { publish: topicFilters, subscribe: topicFilters };
const machineListen = z.object(
  {
    ...programTopics,
    address: z.optional(text),
    passwords: z.optional(path),
    programs: z.optional(
      z.record(z.string(), z.object(programTopics, { error: 'must be an object' }), {
        error: 'must be an object of programs',
      }),
    ),
  },
  { error: 'must be an object' },
);
const machineConfig = z.object(
  {
    serial_num: text,
    model_type: text,
    voucher: z.optional(text),
    claim: z.optional(
      z.enum(['keep', 'remove-after-proof'], { error: 'must be "keep" or "remove-after-proof"' }),
    ),
    parameters: z.optional(machineParameters),
    listen: z.optional(machineListen),
  },
  { error: 'must be an object' },
);

const seedSettings = z.object(
  {
    SETTINGS: z.object(
      {
        SECURE_CERT_PATH: path,
        ROOT_CERT: fileName,
        CLAIM_CERT: fileName,
        SECURE_KEY: fileName,
        IOT_ENDPOINT: endpoint,
        PRODUCTION_TEMPLATE: templateName,
        CERT_ROTATION_TEMPLATE: templateName,
      },
      { error: 'must be a section with the settings of the device' },
    ),
  },
  { error: 'must have a section [SETTINGS]' },
);

/** @throws InvalidDeviceConfigError */
function parse<T>(file: string, schema: z.ZodMiniType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InvalidDeviceConfigError(file, problemsOf(parsed.error));
  }
  return parsed.data;
}

/**
 * Reads the content of `config.json`.
 * @throws InvalidDeviceConfigError with every problem
 */
export function parseDeviceConfig(value: unknown): DeviceConfig {
  const config = parse('config.json', deviceConfig, value);
  return { ...config, endpoint: parseEndpoint(config.endpoint) };
}

/**
 * Reads the content of `machine_config.json`.
 * @throws InvalidDeviceConfigError with every problem
 */
export function parseMachineConfig(value: unknown): MachineConfig {
  return parse('machine_config.json', machineConfig, value);
}

/**
 * Reads the seed's `config.ini`, given as an object of sections. It says nothing of rotation days: the seed's
 * own hold.
 * @throws InvalidDeviceConfigError with every problem
 */
export function parseSeedConfig(value: unknown): DeviceConfig {
  const { SETTINGS: settings } = parse('config.ini', seedSettings, value);
  return {
    endpoint: parseEndpoint(settings.IOT_ENDPOINT),
    provisioningTemplate: settings.PRODUCTION_TEMPLATE,
    rotationTemplate: settings.CERT_ROTATION_TEMPLATE,
    certificates: {
      directory: settings.SECURE_CERT_PATH,
      claimCertificate: settings.CLAIM_CERT,
      claimPrivateKey: settings.SECURE_KEY,
      rootCa: settings.ROOT_CERT,
    },
    rotationDays: rotationDefaults.rotationDays,
    graceDays: rotationDefaults.graceDays,
    spreadDays: rotationDefaults.spreadDays,
  };
}
