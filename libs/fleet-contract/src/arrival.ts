import * as z from 'zod/mini';

/*
 * What the proof handler puts into the queue of arrivals: a certificate that is due has come. A minute later, when its
 * device should have subscribed, it is warned.
 */

/** A connection of a device, by AWS IoT's lifecycle event. */
export interface Arrival {
  readonly serial: string;
  /** The certificate that carries the connection. */
  readonly certificateId: string;
  /** When it began, in AWS IoT's words. */
  readonly connectedAt: Date;
}

/** So long after a device has come it should have subscribed. */
export const arrivalDelaySeconds = 60;

const arrival = z.object({
  serial: z.string().check(z.minLength(1)),
  certificateId: z.string().check(z.minLength(1)),
  connectedAt: z.iso.datetime(),
});

/** Something else than the proof handler has written into the queue. */
export class MalformedArrivalError extends Error {
  override readonly name = 'MalformedArrivalError';
}

export function writeArrival({ serial, certificateId, connectedAt }: Arrival): string {
  return JSON.stringify({ serial, certificateId, connectedAt: connectedAt.toISOString() });
}

/** @throws MalformedArrivalError */
export function parseArrival(body: string): Arrival {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch (error) {
    throw new MalformedArrivalError('Not a message of the proof handler: it is no JSON.', { cause: error });
  }
  const parsed = arrival.safeParse(content);
  if (parsed.success) {
    return { ...parsed.data, connectedAt: new Date(parsed.data.connectedAt) };
  }
  const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'the message itself');
  throw new MalformedArrivalError(`Not a message of the proof handler; wrong: ${members.join(', ')}.`);
}
