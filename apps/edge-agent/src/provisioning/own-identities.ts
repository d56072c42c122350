import type { Agent } from '../agent';
import {
  ConnectionRefusedError,
  DisconnectedError,
  OperationRefusedError,
} from '../connection/connection-errors';
import { isKeyed, type CertifiedIdentity, type Identity } from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { DeadlineError } from '../timing/deadline';
import type { Carrier } from './carrier';
import { connectWith, proveIdentity } from './prove-identity';

/** Every identity that the device has of its own was refused. */
export class AllIdentitiesRefusedError extends Error {
  override readonly name = 'AllIdentitiesRefusedError';

  constructor(
    /** The last one's. */
    readonly refusal: Error,
    /** Whether all of them were refused in words rather than by a close, which a failing network can imitate. */
    readonly certain: boolean,
  ) {
    super(refusal.message, { cause: refusal });
  }
}

/** An identity was registered minutes ago and is refused: its policies may not be in force everywhere yet. */
export class StillSpreadingError extends Error {
  override readonly name = 'StillSpreadingError';

  constructor(refusal: Error) {
    super(`${refusal.message} It was registered minutes ago, and policies take minutes to be in force.`, {
      cause: refusal,
    });
  }
}

/**
 * The order in which identities are tried: first a successor that is, or may be, registered; then the one in
 * use; then the one before it. Clocks have no say in it.
 */
export function connectionCandidates(
  identities: readonly Identity[],
  current: Identity | undefined,
): readonly CertifiedIdentity[] {
  const certified = identities.filter((identity): identity is CertifiedIdentity => !isKeyed(identity));
  const rank = (identity: CertifiedIdentity): number => {
    if (identity.name === current?.name) {
      return 1;
    }
    return identity.record.state === 'proven' ? 2 : 0;
  };
  return certified.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Connects with one of the device's own identities and lets it prove itself. When one is refused the next is
 * tried; whatever keeps the server from being reached at all ends the attempt.
 *
 * @returns `undefined` when the device has no identity that could be tried
 * @throws AllIdentitiesRefusedError, UnreachableError, ServerNotTrustedError, DeadlineError, IdentityStorageError
 */
export async function connectWithOwnIdentity(
  agent: Agent,
  signal: AbortSignal,
): Promise<Carrier | undefined> {
  let unfinished: IdentityStorageError | DeadlineError | undefined;
  const refusals: (ConnectionRefusedError | DisconnectedError | OperationRefusedError)[] = [];
  for (const identity of connectionCandidates(agent.identities.all(), agent.identities.current())) {
    try {
      const connection = await connectWith(agent, identity, signal);
      return await proveIdentity(agent, identity, connection, signal);
    } catch (error) {
      if (isUnfinished(error) && identity.record.state !== 'proven') {
        // A successor that cannot be recorded, on a full disk say, or that nobody acknowledges, keeps no device
        // from going on with what is proven.
        unfinished = error;
        agent.report({ event: 'warning', message: error.message });
        continue;
      }
      if (!isRefusal(error)) {
        throw error;
      }
      refusals.push(error);
      agent.report({ event: 'refused', certificateId: identity.record.certificateId, reason: error.message });
    }
  }
  if (unfinished !== undefined) {
    throw unfinished;
  }
  const last = refusals.at(-1);
  if (last === undefined) {
    return undefined;
  }
  throw new AllIdentitiesRefusedError(last, refusals.every(isCertain));
}

function isUnfinished(error: unknown): error is IdentityStorageError | DeadlineError {
  return error instanceof IdentityStorageError || error instanceof DeadlineError;
}

/** A connection cut while an identity proves itself counts: so AWS IoT answers a publish that no policy allows. */
export function isRefusal(
  error: unknown,
): error is ConnectionRefusedError | DisconnectedError | OperationRefusedError {
  return (
    error instanceof ConnectionRefusedError ||
    error instanceof DisconnectedError ||
    error instanceof OperationRefusedError
  );
}

function isCertain(refusal: Error): boolean {
  return refusal instanceof ConnectionRefusedError && refusal.evidence !== 'closed';
}
