import { rmSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const endpoints = z.object({
  aws: z.url(),
  mqtt: z.object({ host: z.string(), port: z.number() }),
  /** PEM file with the certificate of the CA that the MQTT server's certificate is from. */
  rootCa: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** Lets its owner, and no function that runs in the cloud, move the cloud's time; each start has its own. */
  administrationToken: z.string(),
  accountId: z.string(),
  region: z.string(),
  pid: z.number(),
});

/** What a running cloud tells its users about itself. */
export type Endpoints = Readonly<z.infer<typeof endpoints>>;

const endpointsFileName = 'endpoints.json';

/** Writes `endpoints.json`, readable by its owner only, and complete from the moment at which it exists. */
export async function writeEndpoints(dataDirectory: string, written: Endpoints): Promise<void> {
  const path = join(dataDirectory, endpointsFileName);
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(written, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

/** The endpoints that the cloud on this directory has written. @throws Error for a missing or damaged file */
export async function readEndpoints(dataDirectory: string): Promise<Endpoints> {
  return endpoints.parse(JSON.parse(await readFile(join(dataDirectory, endpointsFileName), 'utf8')));
}

/** Takes `endpoints.json` away, so that nobody looks for a cloud that is gone. */
export function removeEndpoints(dataDirectory: string): void {
  rmSync(join(dataDirectory, endpointsFileName), { force: true });
}
