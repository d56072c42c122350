import * as z from 'zod/mini';
import { administrationEndpoint, LocalCloudNotRunningError } from './local-endpoints';

/** A running cloud did not do what it was asked for; the message says why. */
export class LocalCloudRefusedError extends Error {
  override readonly name = 'LocalCloudRefusedError';
}

/** A healthy cloud answers in milliseconds; this is for a busy one. */
const timeoutMillis = 10_000;

export interface AdministrationRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** `/_local-cloud/time`, `/_local-cloud/faults` or `/_local-cloud/faults/<id>` */
  readonly path: string;
  readonly body?: object;
}

const refusal = z.object({ message: z.string() });

/**
 * Asks the cloud on a data directory for what only its owner may have: its time moved, faults set.
 * @returns its answer, still to be checked
 * @throws LocalCloudNotRunningError, LocalCloudRefusedError
 */
export async function administerLocalCloud(
  dataDirectory: string,
  { method, path, body }: AdministrationRequest,
): Promise<unknown> {
  const { aws, administrationToken } = await administrationEndpoint(dataDirectory);
  const response = await fetch(new URL(path, aws), {
    method,
    headers: { authorization: `Bearer ${administrationToken}` },
    signal: AbortSignal.timeout(timeoutMillis),
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new LocalCloudNotRunningError(dataDirectory, { cause });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { message = `it answered with status ${response.status}` } = refusal.safeParse(answer).data ?? {};
    throw new LocalCloudRefusedError(`local-cloud did not do that: ${message}`);
  }
  return answer;
}
