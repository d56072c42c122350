import type { ProvisioningError } from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import { certificatesOf, isIssued, isRegistered, type RegisteredIdentity } from '../identity/identity';
import type { Carrier } from './carrier';
import { connectWithClaim } from './claim-connection';
import { keyedIdentity, obtainAnother, obtainIdentity, TokenRefusedError } from './obtain-identity';
import {
  connectWithOwnIdentity,
  IdentitiesRefusedError,
  isRefusal,
  StillSpreadingError,
  type NoneLetIn,
} from './own-identities';
import { connectWith, proveIdentity } from './prove-identity';
import { identitiesAtStake, refusedSoFar, requireReasonToAskAnew } from './reason-to-ask';
import { isRequestRefusal } from './retry-policy';

export interface BringUpOptions {
  /**
   * Asks with the claim for another certificate as soon as none of the device's own is let in, without waiting for
   * certainty: by the word of somebody who knows.
   */
  readonly useClaim: boolean;
}

/**
 * One attempt to get the device onto the network with an identity of its own, by whatever is the next step from
 * where it stands: connect, finish an interrupted registration, or provision by claim. A failed attempt leaves
 * everything that it has achieved on disk, for the next one.
 *
 * @throws one of the connection's errors, ProvisioningError, TokenRefusedError, IdentitiesRefusedError,
 *   StillSpreadingError, IdentityStorageError, DeviceFolderError
 */
export async function bringUp(agent: Agent, options: BringUpOptions, signal: AbortSignal): Promise<Carrier> {
  const own = await connectWithOwnIdentity(agent, signal);
  if ('connection' in own) {
    return own;
  }
  if (!options.useClaim) {
    await requireReasonToAskAnew(agent, own, signal);
  }
  const identity = await provisionByClaim(agent, own, options, signal);
  try {
    return await proveIdentity(agent, identity, await connectWith(agent, identity, signal), signal);
  } catch (error) {
    throw isRefusal(error) ? new StillSpreadingError(error) : error;
  }
}

async function provisionByClaim(
  agent: Agent,
  { failures }: NoneLetIn,
  { useClaim }: BringUpOptions,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  const connection = await prepareAndConnect(agent, signal);
  const all = agent.identities.all();
  if (failures.length > 0 && identitiesAtStake(all).length === 0) {
    // A round of those that are only issued: the claim is let in. Of others it was counted before.
    agent.recovery.roundFailed(certificatesOf(all), certificatesOf(all));
  }
  const wantsAnother = all.some(isRegistered);
  try {
    const identity = await obtain(agent, connection, useClaim, signal);
    if (wantsAnother) {
      agent.recovery.requested();
    }
    return identity;
  } catch (error) {
    throw wantsAnother && !useClaim && isRequestRefusal(error) ? refusedAnother(agent, error) : error;
  } finally {
    // Its client id is its own: the device's next connection need not wait for the goodbye.
    void connection.close();
  }
}

async function obtain(
  agent: Agent,
  connection: Connection,
  useClaim: boolean,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  try {
    return await obtainIdentity(agent, connection, 'provision', signal);
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) {
      throw error;
    }
    if (useClaim) {
      return await obtainAnother(agent, connection, 'provision', signal);
    }
    throw giveUpAtVerdict(agent, error);
  }
}

/** The key is made and stored while the network is busy with the handshake. */
async function prepareAndConnect(agent: Agent, signal: AbortSignal): Promise<Connection> {
  const connecting = connectWithClaim(agent, signal);
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
 * The device asks for another certificate ever more rarely, and tries its own ones in between as often as before.
 * What was issued is used again while its token holds.
 */
function refusedAnother(agent: Agent, refusal: ProvisioningError): IdentitiesRefusedError {
  const minutes = Math.ceil(agent.recovery.requested() / 60_000);
  return new IdentitiesRefusedError(
    `The cloud accepts none of the device's own certificates, and ${refusal.message} The device asks again in ${minutes} minutes.`,
    { cause: refusal },
  );
}

/**
 * Forgets a certificate whose token is refused once there is a verdict on it, as on every other: its registration may
 * have been heard by the cloud, and only its answer lost. Age tells nothing of that, nor does a single close.
 */
function giveUpAtVerdict(agent: Agent, refused: TokenRefusedError): Error {
  const { recovery, identities } = agent;
  const verdict = recovery.verdictOn([refused.identity.record.certificateId]);
  if (!verdict.reached) {
    return refusedSoFar(refused, verdict);
  }
  identities.remove(refused.identity);
  return refused;
}
