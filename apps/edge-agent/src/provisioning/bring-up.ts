import { claimClientId, claimClientIdBytes, formatEndpoint } from '@fleet/fleet-contract';
import { randomBytes } from 'node:crypto';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import { isIssued, isRegistered, type IssuedIdentity, type RegisteredIdentity } from '../identity/identity';
import type { Carrier } from './carrier';
import { keyedIdentity, obtainIdentity, TokenRefusedError } from './obtain-identity';
import {
  AllIdentitiesRefusedError,
  connectWithOwnIdentity,
  isRefusal,
  StillSpreadingError,
} from './own-identities';
import { connectWith, proveIdentity } from './prove-identity';

/** So long a refusal may only mean that policies have not spread yet. */
export const spreadingMillis = 10 * 60_000;

export interface BringUpOptions {
  /** Whether identities that are refused by a mere close may be taken as refused: the network is not to blame. */
  readonly trustCloses: boolean;
}

/**
 * One attempt to get the device onto the network with an identity of its own, by whatever is the next step from
 * where it stands: connect, finish an interrupted registration, or provision by claim. A failed attempt leaves
 * everything that it has achieved on disk, for the next one.
 *
 * @throws one of the connection's errors, ProvisioningError, TokenRefusedError, AllIdentitiesRefusedError,
 *   IdentityStorageError, DeviceFolderError
 */
export async function bringUp(agent: Agent, options: BringUpOptions, signal: AbortSignal): Promise<Carrier> {
  try {
    const carrier = await connectWithOwnIdentity(agent, signal);
    if (carrier !== undefined) {
      return carrier;
    }
  } catch (error) {
    if (!(error instanceof AllIdentitiesRefusedError)) {
      throw error;
    }
    requireReasonToAskAnew(agent, error, options);
  }
  const identity = await provisionByClaim(agent, signal);
  try {
    return await proveIdentity(agent, identity, await connectWith(agent, identity, signal), signal);
  } catch (error) {
    throw isRefusal(error) ? new StillSpreadingError(error) : error;
  }
}

/**
 * The claim is used again, which an operator may have to permit, only when there is no hope left for what the
 * device has.
 */
function requireReasonToAskAnew(
  agent: Agent,
  refused: AllIdentitiesRefusedError,
  options: BringUpOptions,
): void {
  const registered = agent.identities.all().filter(isRegistered);
  if (registered.length === 0) {
    // Nothing but certificates whose registration was interrupted: to go on with it is no new request.
    return;
  }
  const spreading = registered.some(
    ({ record }) => record.state === 'registered' && isWithin(agent, record.registeredAt, spreadingMillis),
  );
  if (spreading) {
    throw new StillSpreadingError(refused.refusal);
  }
  if (!refused.certain && !options.trustCloses) {
    throw refused;
  }
}

async function provisionByClaim(agent: Agent, signal: AbortSignal): Promise<RegisteredIdentity> {
  const connection = await connectWithClaim(agent, signal);
  try {
    return await obtainIdentity(agent, connection, 'provision', signal);
  } catch (error) {
    if (error instanceof TokenRefusedError) {
      giveUpExpired(agent, error.identity);
    }
    throw error;
  } finally {
    // Its client id is its own: the device's next connection need not wait for the goodbye.
    void connection.close();
  }
}

/** The key is made and stored while the network is busy with the handshake. */
async function connectWithClaim(agent: Agent, signal: AbortSignal): Promise<Connection> {
  const { endpoint, rootCa } = agent.device;
  const clientId = claimClientId(randomBytes(claimClientIdBytes));
  agent.report({ event: 'connecting', endpoint: formatEndpoint(endpoint), clientId });
  const request = { endpoint, clientId, rootCa, credentials: agent.device.readClaim() };
  const connecting = agent.connect(request, signal);
  const [connection, prepared] = await Promise.allSettled([connecting, prepareKey(agent)]);
  if (connection.status === 'rejected') {
    throw connection.reason;
  }
  if (prepared.status === 'rejected') {
    void connection.value.close();
    throw prepared.reason;
  }
  return connection.value;
}

async function prepareKey(agent: Agent): Promise<void> {
  const hasCertificate = agent.identities
    .all()
    .some((identity) => isIssued(identity) && identity.record.purpose === 'provision');
  if (!hasCertificate) {
    await keyedIdentity(agent, 'provision');
  }
}

/**
 * Forgets a certificate whose token is refused, unless it was issued so recently that it may be registered and
 * only its policies are still spreading: then the next attempt tries it again.
 */
export function giveUpExpired(agent: Agent, identity: IssuedIdentity): void {
  if (!isWithin(agent, identity.record.issuedAt, spreadingMillis)) {
    agent.identities.remove(identity);
  }
}

/** A device's clock may jump: a time that lies ahead is long ago. */
export function isWithin(agent: Agent, since: string, millis: number): boolean {
  const age = agent.timing.now() - Date.parse(since);
  return age >= 0 && age < millis;
}
