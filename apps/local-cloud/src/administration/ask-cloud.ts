import { administrationRefusal, readEndpoints } from '@fleet/running-cloud';

/** A running cloud did not do what it was asked for; the message says why, and what to do. */
export class AdministrationError extends Error {
  override readonly name = 'AdministrationError';
}

/** For a cloud that is busy; a healthy one answers in milliseconds. */
const timeoutMillis = 10_000;

export interface AdministrationRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object | undefined;
  /** What there is to say if it fails, in front of the reason. */
  readonly failure: string;
}

/**
 * Asks the cloud that runs on a data directory.
 * @returns its answer, still to be checked
 * @throws AdministrationError when no cloud runs there, or it refuses
 */
export async function askCloud(
  dataDirectory: string,
  { method, path, body, failure }: AdministrationRequest,
): Promise<unknown> {
  const { aws, administrationToken } = await readEndpoints(dataDirectory).catch((error: unknown) => {
    throw notRunning(dataDirectory, error);
  });
  const response = await fetch(new URL(path, aws), {
    method,
    headers: { authorization: `Bearer ${administrationToken}` },
    signal: AbortSignal.timeout(timeoutMillis),
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((error: unknown) => {
    throw notRunning(dataDirectory, error);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    return answer;
  }
  const reason = administrationRefusal.safeParse(answer).data?.message;
  throw new AdministrationError(`${failure}: ${reason ?? `it answered with status ${response.status}`}`);
}

function notRunning(dataDirectory: string, cause: unknown): AdministrationError {
  return new AdministrationError(`No local-cloud is running on ${dataDirectory}; run: npm run local-cloud`, {
    cause,
  });
}
