import type { Agent } from '../agent';
import { ConnectionRefusedError } from '../connection/connection-errors';
import { DeviceFolderError } from '../device/device-folder';
import {
  certificatesOf,
  isCertified,
  isRegistered,
  type CertifiedIdentity,
  type Identity,
} from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { asSentence } from '../sentence';
import { connectWithClaim } from './claim-connection';
import { IdentitiesRefusedError, isNotLetIn, StillSpreadingError, type NoneLetIn } from './own-identities';
import { isWithin, spreadingMillis } from './spreading';
import type { Verdict } from './recovery-record';

const byHand = '`provision --use-claim` asks at once.';

const claimRemovedWords =
  'The claim was removed from this device, so it cannot ask for another certificate. It goes on trying its own.';

/**
 * Returns where the device may ask with its claim for another certificate, because it knows that none of its own is
 * let in any more: in five rounds over ten minutes all of them have failed, and the claim, right afterwards, has not.
 * To see that is what the claim connects for here: it asks for nothing.
 *
 * @throws IdentitiesRefusedError, StillSpreadingError; UnansweredError, UnreachableError, ServerNotTrustedError where
 *   the claim is not let in either, so that nothing is known of the identities; what keeps the device's own identity
 *   out, where the claim was removed
 */
export async function requireReasonToAskAnew(
  agent: Agent,
  { failures }: NoneLetIn,
  signal: AbortSignal,
): Promise<void> {
  const { recovery, identities } = agent;
  const atStake = identitiesAtStake(identities.all());
  const last = failures.at(-1);
  if (last === undefined) {
    return;
  }
  const spreading = atStake.some(
    ({ record }) => record.state === 'registered' && isWithin(agent, record.registeredAt, spreadingMillis),
  );
  if (spreading) {
    throw last instanceof IdentityStorageError ? last : new StillSpreadingError(last);
  }
  if (agent.device.claimRemoval?.isDone() === true) {
    agent.report({ event: 'warning', message: claimRemovedWords });
    throw last;
  }
  if (atStake.length === 0) {
    // Nothing but certificates whose registration was interrupted: to go on with that is no new request.
    return;
  }
  await seeClaimLetIn(agent, failures, signal);
  const own = certificatesOf(identities.all());
  recovery.roundFailed(own, own);
  const verdict = recovery.verdictOn(certificatesOf(atStake));
  if (!verdict.reached) {
    // What an operator can restore is told as what it is.
    throw last instanceof IdentityStorageError ? last : refusedSoFar(last, verdict);
  }
  const wait = recovery.requestWait();
  if (wait > 0) {
    throw new IdentitiesRefusedError(
      `${asSentence(last.message)} The device has asked for another certificate before. It asks again in ` +
        `${Math.ceil(wait / 60_000)} minutes; an operator has to permit it. ${byHand}`,
      { cause: last },
    );
  }
}

/**
 * Those that another certificate would take the place of: they are registered, or may be. One that was issued over the
 * claim is not among them, as the device registers it with its token before it asks for another.
 */
export function identitiesAtStake(identities: readonly Identity[]): readonly CertifiedIdentity[] {
  return identities
    .filter(isCertified)
    .filter((identity) => isRegistered(identity) || identity.record.purpose === 'rotate');
}

/** @throws what has kept the claim out as well */
async function seeClaimLetIn(
  agent: Agent,
  failures: NoneLetIn['failures'],
  signal: AbortSignal,
): Promise<void> {
  try {
    const connection = await connectWithClaim(agent, signal);
    await connection.close();
  } catch (error) {
    if (error instanceof DeviceFolderError) {
      // Not a reason to end, as it is for a device that has nothing else: its own identities are tried on.
      agent.report({
        event: 'warning',
        message: `The agent cannot connect with its claim: ${error.message}`,
      });
      throw failures.at(-1) ?? error;
    }
    const inWords = failures.find((failure) => failure instanceof ConnectionRefusedError);
    if (isNotLetIn(error) && inWords !== undefined) {
      throw new IdentitiesRefusedError(
        `${inWords.message} The cloud does not accept the claim either: ${error.message}`,
        { cause: inWords },
      );
    }
    throw error;
  }
}

/** Not let in, where the claim is: how long that has to go on. */
export function refusedSoFar(last: Error, { roundsToGo, millisToGo }: Verdict): IdentitiesRefusedError {
  const toGo: string[] = [];
  if (roundsToGo > 0) {
    toGo.push(`${roundsToGo} more rounds`);
  }
  if (millisToGo > 0) {
    toGo.push(`${Math.ceil(millisToGo / 60_000)} more minutes`);
  }
  return new IdentitiesRefusedError(
    `${asSentence(last.message)} The cloud accepts the claim. If this continues for ${toGo.join(' and ')}, the device asks for another ` +
      `certificate; ${byHand}`,
    { cause: last },
  );
}
