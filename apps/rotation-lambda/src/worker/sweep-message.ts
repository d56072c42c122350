import * as z from 'zod/mini';
import { foundThing } from '../find/found-thing';

/** What the monitor hands to a worker: some things that it has found, for the sweep of that moment's day. */
const sweepMessage = z.object({ scheduledTime: z.iso.datetime(), things: z.array(foundThing) });

export type SweepMessage = z.infer<typeof sweepMessage>;

/** Something else than the monitor has written into the queue. */
export class MalformedSweepMessageError extends Error {
  override readonly name = 'MalformedSweepMessageError';
}

export function writeSweepMessage(message: SweepMessage): string {
  return JSON.stringify(message);
}

/** @throws MalformedSweepMessageError */
export function parseSweepMessage(body: string): SweepMessage {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch (error) {
    throw new MalformedSweepMessageError('Not a message of the rotation monitor: it is no JSON.', {
      cause: error,
    });
  }
  const parsed = sweepMessage.safeParse(content);
  if (parsed.success) {
    return parsed.data;
  }
  const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'the message itself');
  throw new MalformedSweepMessageError(
    `Not a message of the rotation monitor; wrong: ${members.join(', ')}.`,
  );
}
