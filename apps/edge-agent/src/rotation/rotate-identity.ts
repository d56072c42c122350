import type { Agent } from '../agent';
import {
  certificatesOf,
  isIssued,
  isRegistered,
  thingNameOf,
  type CertifiedIdentity,
  type RegisteredIdentity,
} from '../identity/identity';
import { isWithin } from '../provisioning/spreading';
import type { Carrier } from '../provisioning/carrier';
import { obtainIdentity, TokenRefusedError } from '../provisioning/obtain-identity';
import { isNotLetIn, isRefusal } from '../provisioning/own-identities';
import { connectWith, proveIdentity } from '../provisioning/prove-identity';
import { DeadlineError, within } from '../timing/deadline';

/** How long messages on their way may hold up the switch. */
const drainMillis = 5_000;

/** So long an ownership token registers its certificate [guide, fleet-provision-api]. */
const tokenMillis = 60 * 60_000;

/** The successor is registered, but is not let in yet. The device goes on with what it has. */
export class SwitchRefusedError extends Error {
  override readonly name = 'SwitchRefusedError';

  constructor(
    successor: CertifiedIdentity,
    override readonly cause: Error,
    /** Whether that may be because its policies have not spread yet, or the doing of a network. */
    readonly mayPass: boolean,
  ) {
    super(
      `The successor, certificate ${successor.record.certificateId}, was not accepted: ${cause.message}`,
      {
        cause,
      },
    );
  }

  /** Whether it did not even get a connection. One that did may have proven itself, unheard. */
  get turnedAway(): boolean {
    return isNotLetIn(this.cause);
  }
}

/**
 * True while an earlier rotation waits to be finished. One that the cloud has refused waits no longer than its
 * ownership token holds: then it is over, and a new order begins a new one.
 */
export function isRotationInterrupted(agent: Agent): boolean {
  const current = agent.identities.current();
  return agent.identities
    .all()
    .some(
      (identity) =>
        identity.name !== current?.name &&
        identity.record.purpose === 'rotate' &&
        identity.record.state !== 'proven' &&
        (!isIssued(identity) || isWithin(agent, identity.record.issuedAt, tokenMillis)),
    );
}

/**
 * Replaces the identity that carries the connection: gets a successor over it, connects with the successor under
 * the same client id, which displaces the old connection, and lets it prove itself. Whatever fails, nothing is
 * given up before the successor is proven: the old connection is left as it is, and where it did not survive
 * either, the next connect tries the successor first and then the old identity. While the switch is under way no
 * message is sent over the old connection, so that none is on its way when it ends.
 *
 * @throws ProvisioningError, TokenRefusedError, SwitchRefusedError, the connection's errors, IdentityStorageError
 */
export async function rotateIdentity(agent: Agent, carrier: Carrier, signal: AbortSignal): Promise<Carrier> {
  const waiting = agent.identities
    .all()
    .find(
      (other): other is RegisteredIdentity =>
        isRegistered(other) && other.record.state === 'registered' && other.name !== carrier.identity.name,
    );
  if (waiting !== undefined) {
    return switchToWaiting(agent, carrier, waiting, signal);
  }
  try {
    const successor = await obtainIdentity(
      agent,
      { transport: carrier.connection, purpose: 'rotate' },
      signal,
    );
    return await switchTo(agent, carrier, successor, signal);
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) {
      throw error;
    }
    // Its certificate may be registered already: the certificate itself knows.
    return await switchToWaiting(agent, carrier, error.identity, signal);
  }
}

/**
 * Tries a successor again that is registered, or may be, but was not let in so far. One that is refused for good has
 * been retired by the cloud, or was never registered, and makes room for another. One that was let in stays, whatever became of its connection: its
 * confirmation may have arrived, and then it is all that the device has.
 */
async function switchToWaiting(
  agent: Agent,
  carrier: Carrier,
  successor: CertifiedIdentity,
  signal: AbortSignal,
): Promise<Carrier> {
  try {
    return await switchTo(agent, carrier, successor, signal);
  } catch (error) {
    if (error instanceof SwitchRefusedError && error.turnedAway && !error.mayPass) {
      agent.identities.remove(successor);
      agent.recovery.keepOnly(certificatesOf(agent.identities.all()));
    }
    throw error;
  }
}

async function switchTo(
  agent: Agent,
  carrier: Carrier,
  successor: CertifiedIdentity,
  signal: AbortSignal,
): Promise<Carrier> {
  // The old connection ends with the switch: not for one that cannot be recorded.
  agent.identities.requireFreeSpace();
  // Messages flow while it waits: they are held back for the switch alone.
  await agent.connectTurn(thingNameOf(successor), signal);
  try {
    await drained(agent, carrier, signal);
    const connection = await connectWith(agent, successor, signal);
    const next = await proveIdentity(agent, successor, connection, signal);
    await carrier.connection.close();
    return next;
  } catch (error) {
    if (!isRefusal(error)) {
      throw error;
    }
    throw new SwitchRefusedError(successor, error, !isRefusedForGood(agent, carrier, successor, error));
  } finally {
    carrier.connection.resume();
  }
}

/**
 * Counts a refusal whose witness is the old connection, which lives on: the server can be reached. A successor whose
 * connection was cut was let in before.
 */
function isRefusedForGood(
  agent: Agent,
  carrier: Carrier,
  { record }: CertifiedIdentity,
  refusal: Error,
): boolean {
  const { certificateId } = record;
  if (isNotLetIn(refusal) && carrier.connection.closed === undefined) {
    agent.recovery.roundFailed([certificateId], certificatesOf(agent.identities.all()));
  }
  return agent.recovery.isRefusedForGood(certificateId);
}

/** Messages that the server has not acknowledged in time would be no safer for waiting longer. */
async function drained(agent: Agent, carrier: Carrier, signal: AbortSignal): Promise<void> {
  try {
    const limit = { what: 'The acknowledgement of messages on their way', millis: drainMillis };
    await within(carrier.connection.drain(), limit, signal);
  } catch (error) {
    if (!(error instanceof DeadlineError)) {
      throw error;
    }
    agent.report({ event: 'warning', message: error.message });
  }
}
