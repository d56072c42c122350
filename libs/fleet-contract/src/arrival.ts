import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';
import type { ProofEvent } from './topics/proof';

/*
 * What the proof handler puts into the queue of arrivals: a certificate that is due has come. A minute later, when its
 * device should have subscribed, it is warned. Sweeps put there whom they have cut off: they are looked at until they are
 * away.
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
  /** Only of a device that a sweep has cut off. An earlier release passes it over, and warns that device in vain. */
  readonly cutOff?: CutOffNote;
}

/** What is known of a device that was cut off, and is to stay away. */
export interface CutOffNote {
  /** When its certificate was made inactive. */
  readonly endedAt: Date;
  /** When its connection was ended for the last time. */
  readonly awaySince: Date;
  /** How many connections were ended after the first. */
  readonly cuts: number;
}

/** So long after a device has come it should have subscribed. */
export const arrivalDelaySeconds = 60;

const cutOff = z.object({
  endedAt: z.iso.datetime(),
  awaySince: z.iso.datetime(),
  cuts: z.int().check(z.nonnegative()),
});

const arrival = z.object({
  serial: z.string().check(z.minLength(1)),
  certificateId: z.string().check(z.minLength(1)),
  // Absent in what the proof handler of an earlier release has put there, of lifecycle events alone. An earlier release
  // takes the moment of a confirmation for a beginning, and counts a warning less.
  source: z._default(z.enum(['confirmation', 'presence']), 'presence'),
  connectedAt: z.iso.datetime(),
  cutOff: z.exactOptional(cutOff),
});

/** Something else than the fleet's functions has written into the queue. */
export class MalformedArrivalError extends Error {
  override readonly name = 'MalformedArrivalError';
}

export function writeArrival({ serial, certificateId, source, connectedAt, cutOff: note }: Arrival): string {
  return JSON.stringify({ serial, certificateId, source, connectedAt, cutOff: note });
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
    const { connectedAt, cutOff: note, ...others } = parsed.data;
    return defined({
      ...others,
      connectedAt: new Date(connectedAt),
      cutOff: note && {
        ...note,
        endedAt: new Date(note.endedAt),
        awaySince: new Date(note.awaySince),
      },
    });
  }
  const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'the message itself');
  throw new MalformedArrivalError(`Not a message of the proof handler; wrong: ${members.join(', ')}.`);
}
