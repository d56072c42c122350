import { readEndpoints, timePath, timeState } from '@fleet/running-cloud';

/**
 * Moves the time of a running cloud as its command does, without a program that has to start: a year has many days.
 * @returns the cloud's time then
 */
export async function letTimePass(dataDirectory: string, millis: number): Promise<Date> {
  const { aws, administrationToken } = await readEndpoints(dataDirectory);
  const answer = await fetch(new URL(timePath, aws), {
    method: 'PUT',
    headers: { authorization: `Bearer ${administrationToken}` },
    body: JSON.stringify({ change: 'by', millis }),
  });
  return new Date(timeState.parse(await answer.json()).time);
}
