import type { IncomingMessage, RequestListener } from 'node:http';
import { timeChange } from '@fleet/running-cloud';
import { administrationListener, readJson, refused } from './administration-listener';
import type { AdministrationOptions, Answer } from './administration-listener';
import { TimeOutOfRangeError } from './cloud-time';
import type { CloudTime } from './cloud-time';

const largestBodyBytes = 1_024;

/** Answers what the cloud's time is, and sets it. */
export function timeListener(time: CloudTime, options: AdministrationOptions): RequestListener {
  return administrationListener(options, (request) => answer(request, time));
}

async function answer(request: IncomingMessage, time: CloudTime): Promise<Answer> {
  if (request.method === 'GET') {
    return { status: 200, body: time.state };
  }
  if (request.method !== 'PUT') {
    return refused(405, 'GET shows the time, PUT sets it');
  }
  const change = timeChange.safeParse(await readJson(request, largestBodyBytes));
  if (!change.success) {
    return refused(
      400,
      `the body must be JSON of at most ${largestBodyBytes} bytes that says how to move the time`,
    );
  }
  try {
    return { status: 200, body: time.move(change.data) };
  } catch (error) {
    if (error instanceof TimeOutOfRangeError) {
      return refused(400, error.message);
    }
    throw error;
  }
}
