import type { Agent } from '../agent';
import { isRegistered, type CertifiedIdentity, type RegisteredIdentity } from '../identity/identity';
import { giveUpExpired, isWithin, spreadingMillis } from '../provisioning/bring-up';
import type { Carrier } from '../provisioning/carrier';
import { obtainIdentity, TokenRefusedError } from '../provisioning/obtain-identity';
import { isRefusal } from '../provisioning/own-identities';
import { connectWith, proveIdentity } from '../provisioning/prove-identity';
import { DeadlineError, within } from '../timing/deadline';

/** How long messages on their way may hold up the switch. */
const drainMillis = 5_000;

/** The successor is registered, but is not let in yet. The device goes on with what it has. */
export class SwitchRefusedError extends Error {
  override readonly name = 'SwitchRefusedError';

  constructor(successor: CertifiedIdentity, cause: Error) {
    super(`The successor, certificate ${successor.record.certificateId}, is not let in: ${cause.message}`, {
      cause,
    });
  }
}

/** True while an earlier rotation waits to be finished. */
export function isRotationInterrupted(agent: Agent): boolean {
  const current = agent.identities.current();
  return agent.identities
    .all()
    .some(
      (identity) =>
        identity.name !== current?.name &&
        identity.record.purpose === 'rotate' &&
        identity.record.state !== 'proven',
    );
}

/**
 * Replaces the identity that carries the connection: gets a successor over it, connects with the successor under
 * the same client id, which displaces the old connection, and lets it prove itself. Whatever fails, nothing is
 * given up before the successor is proven: the old connection is left as it is, and where it did not survive
 * either, the next connect tries the successor first and then the old identity.
 *
 * @throws ProvisioningError, TokenRefusedError, SwitchRefusedError, the connection's errors, IdentityStorageError
 */
export async function rotateIdentity(agent: Agent, carrier: Carrier, signal: AbortSignal): Promise<Carrier> {
  const waiting = agent.identities
    .all()
    .find(
      (other): other is RegisteredIdentity => isRegistered(other) && other.name !== carrier.identity.name,
    );
  if (waiting !== undefined) {
    return switchToWaiting(agent, carrier, waiting, signal);
  }
  try {
    const successor = await obtainIdentity(agent, carrier.connection, 'rotate', signal);
    return await switchTo(agent, carrier, successor, signal);
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) {
      throw error;
    }
    return await tryAllTheSame(agent, carrier, error, signal);
  }
}

/**
 * Tries a successor again that is registered but was not let in so far. One that is refused for longer than
 * policies take to spread has been retired by the cloud, and makes room for another.
 */
async function switchToWaiting(
  agent: Agent,
  carrier: Carrier,
  successor: RegisteredIdentity,
  signal: AbortSignal,
): Promise<Carrier> {
  try {
    return await switchTo(agent, carrier, successor, signal);
  } catch (error) {
    if (
      error instanceof SwitchRefusedError &&
      !isWithin(agent, successor.record.registeredAt, spreadingMillis)
    ) {
      agent.identities.remove(successor);
    }
    throw error;
  }
}

/** The token may be refused because its certificate is registered already: the certificate itself knows. */
async function tryAllTheSame(
  agent: Agent,
  carrier: Carrier,
  refused: TokenRefusedError,
  signal: AbortSignal,
): Promise<Carrier> {
  try {
    return await switchTo(agent, carrier, refused.identity, signal);
  } catch (error) {
    if (error instanceof SwitchRefusedError) {
      giveUpExpired(agent, refused.identity);
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
  await drained(agent, carrier, signal);
  try {
    const connection = await connectWith(agent, successor, signal);
    const next = await proveIdentity(agent, successor, connection, signal);
    await carrier.connection.close();
    return next;
  } catch (error) {
    throw isRefusal(error) ? new SwitchRefusedError(successor, error) : error;
  }
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
