import * as z from 'zod/mini';
import type { ProofEvent } from './topics/proof';

/*
 * What the proof handler puts into the queue of arrivals: a certificate that is due has come. A minute later, when its
 * device should have subscribed, it is warned.
 */

/** A connection of a device. */
export interface Arrival {
  readonly serial: string;
  /** The certificate that carries the connection. */
  readonly certificateId: string;
  /** Who says so: AWS IoT by its lifecycle event, or the device by a confirmation over that connection. */
  readonly source: ProofEvent['source'];
  /**
   * In AWS IoT's words, when the connection began; of a confirmation, when it reached the rules engine. The connection
   * was there at that moment, and had begun before.
   */
  readonly connectedAt: Date;
}

/** So long after a device has come it should have subscribed. */
export const arrivalDelaySeconds = 60;

const arrival = z.object({
  serial: z.string().check(z.minLength(1)),
  certificateId: z.string().check(z.minLength(1)),
  // Absent in what the proof handler of an earlier release has put there, of lifecycle events alone. An earlier release
  // takes the moment of a confirmation for a beginning, and counts a warning less.
  source: z._default(z.enum(['confirmation', 'presence']), 'presence'),
  connectedAt: z.iso.datetime(),
});

/** Something else than the proof handler has written into the queue. */
export class MalformedArrivalError extends Error {
  override readonly name = 'MalformedArrivalError';
}

export function writeArrival({ serial, certificateId, source, connectedAt }: Arrival): string {
  return JSON.stringify({ serial, certificateId, source, connectedAt: connectedAt.toISOString() });
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
