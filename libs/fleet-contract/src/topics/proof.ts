import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';
import { claimClientIdPrefix } from './claim-client-id';

/*
 * How a certificate proves itself: its device publishes a confirmation, or AWS IoT reports that it connected.
 * A topic rule turns either into the same event for the proof handler.
 */

/** Where the device `thingName` confirms that its certificate carries a connection. */
export function confirmationTopic(thingName: string): string {
  return `cmd/${thingName}/cert/confirmed`;
}

/** The confirmations of every device. */
export const confirmationTopicFilter = 'cmd/+/cert/confirmed';

/** Lifecycle events of every client that connects (developer guide, life-cycle-events). */
export const presenceTopicFilter = '$aws/events/presence/connected/+';

/*
 * Basic Ingest reaches a rule without its topic and with any payload; only `principal()` is not the sender's to
 * choose. So a confirmation is read from neither. A lifecycle event says in its payload who has connected: there
 * the rule adds who published it, and an event that comes from another device than it speaks of is a forgery.
 */

export const confirmationRuleSql =
  `SELECT principal() AS principal, clientid() AS clientId, timestamp() AS at, 'confirmation' AS source ` +
  `FROM '${confirmationTopicFilter}'`;

export const presenceRuleSql =
  `SELECT principalIdentifier AS principal, clientId AS clientId, principal() AS publisher, ` +
  // Which the fleet index shows of the same connection.
  `timestamp AS connectedAt, ` +
  // A claim proves nothing: the agent's connections with one need no call of the proof handler. By NOT, as AWS's page on
  // operators does not say that truth values can be compared.
  `'presence' AS source FROM '${presenceTopicFilter}' WHERE NOT startswith(clientId, '${claimClientIdPrefix}')`;

/** `principal` is the id of the certificate that carried the connection, `clientId` the connection's. */
export interface ProofEvent {
  readonly principal: string;
  readonly clientId: string;
  readonly source: 'confirmation' | 'presence';
  /** When a confirmation reached the rules engine. Functions may get it hours later. */
  readonly at?: Date;
  /** When the connection began, by the lifecycle event. */
  readonly connectedAt?: Date;
  /** Only when a device published a lifecycle event, which is AWS IoT's to publish: its certificate's id. */
  readonly publisher?: string;
}

const certificateId = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const proofEvent = z.object({
  principal: certificateId,
  clientId: z.string().check(z.minLength(1), z.maxLength(128)),
  source: z.enum(['confirmation', 'presence']),
  // AWS does not say what `principal()` is for its own messages: whatever is no certificate's id is no device.
  publisher: z.exactOptional(z.unknown()),
  at: z.exactOptional(z.unknown()),
  connectedAt: z.exactOptional(z.unknown()),
});

/** The rule of a release before has no such member, and a lifecycle event that a device wrote may have anything. */
const moment = z.int().check(z.minimum(0), z.maximum(8_640_000_000_000_000));

/**
 * Reads what a topic rule hands to the proof handler. `undefined` is an event that is no proof: clients without
 * a certificate (IAM, custom authorisers) have presence events too, and a message of Basic Ingest need not come
 * from a device.
 */
export function parseProofEvent(value: unknown): ProofEvent | undefined {
  const parsed = proofEvent.safeParse(value);
  if (!parsed.success) {
    return undefined;
  }
  const { publisher, at, connectedAt, ...event } = parsed.data;
  const device = certificateId.safeParse(publisher);
  return defined({
    ...event,
    publisher: device.success ? device.data : undefined,
    at: momentOf(at),
    connectedAt: momentOf(connectedAt),
  });
}

function momentOf(value: unknown): Date | undefined {
  const parsed = moment.safeParse(value);
  return parsed.success ? new Date(parsed.data) : undefined;
}
