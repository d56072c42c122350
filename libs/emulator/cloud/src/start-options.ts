import { isIP } from 'node:net';
import { CloudOptionError } from './cloud-errors';
import type { CloudLogListener } from './cloud-log';
import type { CloudOptions } from './cloud-options';

export interface CommonOptions extends Partial<Omit<CloudOptions, 'dataDirectory'>> {
  /** Told what happens in the cloud. Without it, the cloud is silent. */
  readonly log?: CloudLogListener;
}

/** A cloud in memory and in a temporary folder: nothing of it outlives `close`. */
export interface EphemeralOptions extends CommonOptions {
  readonly ephemeral: true;
  readonly dataDirectory?: undefined;
}

/** A cloud on a folder: the next start on the folder has everything that was acknowledged. */
export interface LastingOptions extends CommonOptions {
  readonly ephemeral?: false;
  readonly dataDirectory: string;
}

export type StartOptions = EphemeralOptions | LastingOptions;

const label = '(?!-)[a-z0-9-]{1,63}(?<!-)';
const hostName = new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`, 'i');

/**
 * Fills in what was not said: any free ports, on the loopback interface unless the cloud is to be public.
 * @throws CloudOptionError
 */
export function completeOptions(start: StartOptions, dataDirectory: string): CloudOptions {
  const { log: _log, ephemeral: _ephemeral, ...given } = start;
  const { publicHost } = given;
  if (publicHost !== undefined && (isIP(publicHost) !== 0 || !hostName.test(publicHost))) {
    // TLS tells a server the name that it is asked for, never an address; AWS IoT needs that name.
    throw new CloudOptionError('publicHost', 'a DNS name, not an address');
  }
  const host = given.host ?? (publicHost === undefined ? '127.0.0.1' : '0.0.0.0');
  if (publicHost === undefined && !isLoopback(host)) {
    throw new CloudOptionError('host', 'a loopback address, unless a public host says how others reach it');
  }
  return {
    port: 0,
    mqttPort: 0,
    region: 'us-east-1',
    accountId: '123456789012',
    ...given,
    host,
    dataDirectory,
  };
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}
