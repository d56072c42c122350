import type { FleetConfig } from '@fleet/fleet-contract';

/** Bytes of a function's environment (Lambda quotas: 4 KB), with room for its other variables and what CDK may add. */
const environmentBytes = 3_500;

/** The configuration has words, a pattern or keys that a Lambda function's environment has no room for. */
export class ConfigurationTooLargeError extends Error {
  override readonly name = 'ConfigurationTooLargeError';
}

/** What only the stack needs. An environment is shown to everyone who may look at the function. */
const unneeded = {
  rootCa: undefined,
  alarms: undefined,
  alarmEmail: undefined,
  runbooks: undefined,
  alarmThresholds: undefined,
  dashboard: undefined,
} satisfies Partial<Record<keyof FleetConfig, undefined>>;

/**
 * The environment in which the fleet's functions find their configuration: of the models they need none, and the
 * schema wants one.
 * @throws ConfigurationTooLargeError
 */
export function functionSettings(config: FleetConfig): { FLEET_CONFIG: string } {
  const settings = JSON.stringify({ ...config, models: config.models.slice(0, 1), ...unneeded });
  const bytes = Buffer.byteLength(settings);
  if (bytes <= environmentBytes) {
    return { FLEET_CONFIG: settings };
  }
  throw new ConfigurationTooLargeError(
    `reservedWords, serialPattern and voucherKeys are too long: the functions' settings take ${bytes} bytes, and a Lambda ` +
      `function's environment can have ${environmentBytes}. Shorten them.`,
  );
}
