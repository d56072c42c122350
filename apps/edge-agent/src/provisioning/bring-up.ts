import type { ProvisioningError } from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import {
  certificatesOf,
  isIssued,
  isRegistered,
  type KeyedIdentity,
  type RegisteredIdentity,
} from '../identity/identity';
import type { Carrier } from './carrier';
import { connectWithClaim } from './claim-connection';
import {
  keyedIdentity,
  obtainAnother,
  obtainIdentity,
  TokenRefusedError,
  type IdentityRequest,
} from './obtain-identity';
import {
  connectWithOwnIdentity,
  IdentitiesRefusedError,
  isRefusal,
  StillSpreadingError,
  type NoneLetIn,
} from './own-identities';
import { isThrottled, type Patience } from './patience';
import { connectWith, proveIdentity } from './prove-identity';
import { subscribedOnce } from './subscribed-once';
import { identitiesAtStake, refusedSoFar, requireReasonToAskAnew } from './reason-to-ask';
import { isRequestRefusal } from './retry-policy';

export interface BringUpOptions {
  /**
   * Asks with the claim for another certificate as soon as none of the device's own is let in, without waiting for
   * certainty: by the word of somebody who knows.
   */
  readonly useClaim: boolean;
  /** Waits where a request over the claim was throttled. Without it, the attempt ends with that. */
  readonly patience?: Patience;
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
    const connection = await connectWith(agent, identity, signal);
    // It had none that could have been tried.
    const isFirst = own.failures.length === 0;
    return await proveIdentity(agent, identity, connection, signal, { isFirst });
  } catch (error) {
    throw isRefusal(error) ? new StillSpreadingError(error) : error;
  }
}

async function provisionByClaim(
  agent: Agent,
  { failures }: NoneLetIn,
  { useClaim, patience }: BringUpOptions,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  const keyed = keyInAdvance(agent);
  // The next attempt uses the key: it begins when that is on disk.
  const keySettled = (): Promise<unknown> => Promise.allSettled([keyed]);
  const connection = await connectWithClaim(agent, signal).catch(async (error: unknown) => {
    await keySettled();
    throw error;
  });
  const all = agent.identities.all();
  if (failures.length > 0 && identitiesAtStake(all).length === 0) {
    // A round of those that are only issued: the claim is let in. Of others it was counted before.
    agent.recovery.roundFailed(certificatesOf(all), certificatesOf(all));
  }
  const wantsAnother = all.some(isRegistered);
  try {
    const transport = subscribedOnce(connection);
    const ask = () => {
      // Once a certificate has come, its key is for no other.
      const request = {
        transport,
        purpose: 'provision',
        keyed: hasCertificate(agent) ? undefined : keyed,
      } as const;
      return obtain(agent, request, useClaim, signal);
    };
    // Who has certificates of its own tries them in between.
    const identity = wantsAnother
      ? await ask()
      : await askAgainWhenThrottled(ask, { connection, patience }, signal);
    if (wantsAnother) {
      agent.recovery.requested();
    }
    return identity;
  } catch (error) {
    await keySettled();
    throw wantsAnother && !useClaim && isRequestRefusal(error) ? refusedAnother(agent, error) : error;
  } finally {
    // Its client id is its own: the device's next connection need not wait for the goodbye.
    void connection.close();
  }
}

/**
 * Asks again over the same connection: with another one, a crowd that waits for what a quota admits would use up the quota
 * of CONNECTs as well, and a handshake costs a device more than a message. (Unknown: how AWS IoT says so over MQTT. Where it
 * closes the connection instead, the device connects anew.)
 */
async function askAgainWhenThrottled<Answer>(
  ask: () => Promise<Answer>,
  {
    connection,
    patience,
  }: { readonly connection: Pick<Connection, 'onClose'>; readonly patience: Patience | undefined },
  signal: AbortSignal,
): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (patience === undefined || !isThrottled(error)) {
        throw error;
      }
      await whileOpen(connection, signal, (until) => patience.outwait(error, until));
    }
  }
}

/** Waits, and not for a connection that is lost meanwhile. */
async function whileOpen(
  connection: Pick<Connection, 'onClose'>,
  signal: AbortSignal,
  wait: (until: AbortSignal) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const over = new AbortController();
  const forget = connection.onClose((reason) => over.abort(reason));
  const end = (): void => over.abort(signal.reason);
  // Not `AbortSignal.any`: of each, Node.js 20 keeps something at a signal that lasts as long as the agent.
  signal.addEventListener('abort', end);
  try {
    await wait(over.signal);
  } finally {
    signal.removeEventListener('abort', end);
    forget();
  }
}

async function obtain(
  agent: Agent,
  request: IdentityRequest,
  useClaim: boolean,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  try {
    return await obtainIdentity(agent, request, signal);
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) {
      throw error;
    }
    if (useClaim) {
      return await obtainAnother(agent, request, signal);
    }
    throw giveUpAtVerdict(agent, error);
  }
}

/**
 * Begins to make and store the key while the network is busy with the handshake.
 * @returns `undefined` where there is a certificate already, which only needs to be registered
 */
function keyInAdvance(agent: Agent): Promise<KeyedIdentity> | undefined {
  if (hasCertificate(agent)) {
    return undefined;
  }
  const keyed = keyedIdentity(agent, 'provision');
  // Who needs the key gets its error; without a connection nobody does.
  keyed.catch(() => undefined);
  return keyed;
}

function hasCertificate({ identities }: Agent): boolean {
  return identities.all().some((identity) => isIssued(identity) && identity.record.purpose === 'provision');
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
