import { readFile } from 'node:fs/promises';
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

/** No local-cloud answers; the message says how to start one. */
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
 * Reads `endpoints.json` of a local-cloud and makes sure that somebody answers there.
 * @throws LocalCloudNotRunningError when there is no such file, it is of no use, or nobody answers
 */
export async function findLocalCloud(dataDirectory: string): Promise<LocalEndpoints> {
  const endpoints = await readEndpoints(dataDirectory);
  try {
    // Any answer will do, a refusal too: the question is whether the process is there.
    const answer = await fetch(endpoints.aws, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
  } catch (error) {
    throw new LocalCloudNotRunningError(dataDirectory, { cause: error });
  }
  return endpoints;
}

async function readEndpoints(dataDirectory: string): Promise<LocalEndpoints> {
  try {
    return endpointsSchema.parse(JSON.parse(await readFile(join(dataDirectory, 'endpoints.json'), 'utf8')));
  } catch (error) {
    throw new LocalCloudNotRunningError(dataDirectory, { cause: error });
  }
}
