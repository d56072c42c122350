import { timePath, timeState } from '@fleet/running-cloud';
import type { TimeChange, TimeState } from '@fleet/running-cloud';
import { askCloud } from './ask-cloud';
import { offsetInWords, parseTimeArgument } from './time-argument';

/**
 * Shows the time of the cloud that runs on a data directory, or moves it first.
 * @param change as {@link parseTimeArgument} has it; nothing to show only
 * @returns what to print
 * @throws InvalidTimeError
 * @throws AdministrationError when no cloud runs there, or it refuses
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
  const method = change === undefined ? 'GET' : 'PUT';
  const request = { method, path: timePath, body: change, failure: 'The time was not moved' } as const;
  return timeState.parse(await askCloud(dataDirectory, request));
}
