import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { namedPath } from '@fleet/user-paths';
import * as z from 'zod/mini';

const port = z.number().check(z.minimum(1), z.maximum(65535));

const endpointsSchema = z.object({
  aws: z.url(),
  mqtt: z.object({ host: z.string(), port }),
  rootCa: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  accountId: z.string(),
  region: z.string(),
  pid: z.number(),
});

/** Where a running local-cloud listens, and what to show it. */
export type LocalEndpoints = z.infer<typeof endpointsSchema>;

/** No local-cloud listens; the message says how to start one. */
export class LocalCloudNotRunningError extends Error {
  override readonly name = 'LocalCloudNotRunningError';
  constructor(dataDirectory: string, options?: { cause?: unknown }) {
    super(`No local-cloud is running on ${dataDirectory}; run: npm run local-cloud`, options);
  }
}

/** @returns the folder local-cloud keeps its state in: `LOCAL_CLOUD_DATA_DIR`, or `.local/cloud` */
export function localCloudDirectory(environment: NodeJS.ProcessEnv, workspaceRoot: string): string {
  return namedPath('LOCAL_CLOUD_DATA_DIR', environment) ?? join(workspaceRoot, '.local', 'cloud');
}

/**
 * Reads `endpoints.json` of a local-cloud and makes sure that somebody listens there. A cloud that is too busy to answer
 * is running, too.
 * @throws LocalCloudNotRunningError when there is no such file, it is of no use, or nobody listens
 */
export async function findLocalCloud(dataDirectory: string): Promise<LocalEndpoints> {
  const endpoints = await readEndpoints(dataDirectory);
  try {
    await connectTo(endpoints.aws);
  } catch (error) {
    throw new LocalCloudNotRunningError(dataDirectory, { cause: error });
  }
  return endpoints;
}

/** The kernel answers for a process that listens, and at once: no wait can be too short. */
async function connectTo(url: string): Promise<void> {
  const { hostname, port: at } = new URL(url);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(at) });
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

const administrationSchema = z.object({ aws: z.url(), administrationToken: z.string() });

/** Where a running cloud is administered, and what its owner shows. @throws LocalCloudNotRunningError */
export function administrationEndpoint(dataDirectory: string): Promise<z.infer<typeof administrationSchema>> {
  return readAs(administrationSchema, dataDirectory);
}

function readEndpoints(dataDirectory: string): Promise<LocalEndpoints> {
  return readAs(endpointsSchema, dataDirectory);
}

async function readAs<Shape extends z.ZodMiniType>(
  shape: Shape,
  dataDirectory: string,
): Promise<z.infer<Shape>> {
  try {
    return shape.parse(JSON.parse(await readFile(join(dataDirectory, 'endpoints.json'), 'utf8')));
  } catch (error) {
    throw new LocalCloudNotRunningError(dataDirectory, { cause: error });
  }
}
