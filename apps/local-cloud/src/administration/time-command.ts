import { readEndpoints, timePath, timeRefusal, timeState } from '@fleet/running-cloud';
import type { TimeChange, TimeState } from '@fleet/running-cloud';
import { offsetInWords, parseTimeArgument } from './time-argument';

/** The cloud's time could not be asked for or moved; the message says why, and what to do. */
export class TimeCommandError extends Error {
  override readonly name = 'TimeCommandError';
}

/** For a cloud that is busy; a healthy one answers in milliseconds. */
const timeoutMillis = 10_000;

/**
 * Shows the time of the cloud that runs on a data directory, or moves it first.
 * @param change as {@link parseTimeArgument} has it; nothing to show only
 * @returns what to print
 * @throws InvalidTimeError
 * @throws TimeCommandError when no cloud runs there, or it refuses
 */
export async function timeCommand(
  change: string | undefined,
  { dataDirectory, json }: { readonly dataDirectory: string; readonly json: boolean },
): Promise<string> {
  const wanted = change === undefined ? undefined : parseTimeArgument(change);
  const state = await ask(dataDirectory, wanted);
  if (json) {
    return JSON.stringify(state);
  }
  const time = state.time.replace(/\.\d{3}Z$/, 'Z');
  return `The cloud's time is ${time}, ${offsetInWords(state.offsetMillis)}.`;
}

async function ask(dataDirectory: string, change: TimeChange | undefined): Promise<TimeState> {
  const { aws, administrationToken } = await readEndpoints(dataDirectory).catch((error: unknown) => {
    throw notRunning(dataDirectory, error);
  });
  const response = await fetch(new URL(timePath, aws), {
    method: change === undefined ? 'GET' : 'PUT',
    headers: { authorization: `Bearer ${administrationToken}` },
    signal: AbortSignal.timeout(timeoutMillis),
    body: change === undefined ? null : JSON.stringify(change),
  }).catch((error: unknown) => {
    throw notRunning(dataDirectory, error);
  });
  const body: unknown = await response.json().catch(() => undefined);
  const state = timeState.safeParse(body);
  if (response.ok && state.success) {
    return state.data;
  }
  const reason = timeRefusal.safeParse(body).data?.message ?? `it answered with status ${response.status}`;
  throw new TimeCommandError(`The time was not moved: ${reason}`);
}

function notRunning(dataDirectory: string, cause: unknown): TimeCommandError {
  return new TimeCommandError(`No local-cloud is running on ${dataDirectory}; run: npm run local-cloud`, {
    cause,
  });
}
