import { rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running cloud tells its users about itself. */
export interface Endpoints {
  readonly aws: string;
  readonly mqtt: { readonly host: string; readonly port: number };
  /** PEM file with the certificate of the CA that the MQTT server's certificate is from. */
  readonly rootCa: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly accountId: string;
  readonly region: string;
  readonly pid: number;
}

const FILE = 'endpoints.json';

/** Writes `endpoints.json`, readable by its owner only: whoever finds it, finds it whole. */
export async function writeEndpoints(dataDirectory: string, endpoints: Endpoints): Promise<void> {
  const path = join(dataDirectory, FILE);
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(endpoints, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

/** Takes `endpoints.json` away, so that nobody looks for a cloud that is gone. */
export function removeEndpoints(dataDirectory: string): void {
  rmSync(join(dataDirectory, FILE), { force: true });
}
