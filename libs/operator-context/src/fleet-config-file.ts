import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';

/** The configuration file cannot be read or is not JSON. */
export class UnreadableConfigError extends Error {
  override readonly name = 'UnreadableConfigError';
}

/**
 * Reads and checks the fleet's configuration.
 * @throws UnreadableConfigError
 * @throws the contract's error, which names every bad value and its legal range
 */
export function readFleetConfig(path: string): FleetConfig {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableConfigError(`Cannot read the fleet configuration ${path}: ${why}`, { cause: error });
  }
  return parseFleetConfig(content);
}

/**
 * The root CA that the configuration names, a path relative to the configuration file.
 * @returns its PEM, or nothing for the roots of Amazon
 * @throws UnreadableConfigError when the file is not there or no certificate
 */
export function readRootCa(config: FleetConfig, configPath: string): string | undefined {
  if (config.rootCa === undefined) {
    return undefined;
  }
  const path = resolve(dirname(configPath), config.rootCa);
  try {
    const pem = readFileSync(path, 'utf8');
    return new X509Certificate(pem).toString();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableConfigError(`rootCa: ${path} is not a PEM certificate: ${why}`, { cause: error });
  }
}
