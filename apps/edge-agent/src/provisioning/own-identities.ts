import type { Agent } from '../agent';
import {
  ConnectionRefusedError,
  DisconnectedError,
  OperationRefusedError,
  OwnKeyError,
  UnansweredError,
} from '../connection/connection-errors';
import type { Connection } from '../connection/connection';
import { certificatesOf, isCertified, type CertifiedIdentity, type Identity } from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { DeadlineError } from '../timing/deadline';
import type { Carrier } from './carrier';
import { connectWith, proveIdentity } from './prove-identity';

/** An identity was not let in: in words, or without. */
export type NotLetIn = ConnectionRefusedError | UnansweredError;

export function isNotLetIn(error: unknown): error is NotLetIn {
  return error instanceof ConnectionRefusedError || error instanceof UnansweredError;
}

/** A connection cut while an identity proves itself, too: so AWS IoT answers a publish that no policy allows. */
export function isRefusal(error: unknown): error is NotLetIn | DisconnectedError | OperationRefusedError {
  return isNotLetIn(error) || isCutShort(error);
}

function isCutShort(error: unknown): error is DisconnectedError | OperationRefusedError {
  return error instanceof DisconnectedError || error instanceof OperationRefusedError;
}

/** None of the device's own identities is let in, and somebody else is; or the server says so in words. */
export class IdentitiesRefusedError extends Error {
  override readonly name = 'IdentitiesRefusedError';
}

/** An identity was registered minutes ago and is not let in: its policies may not be in force everywhere yet. */
export class StillSpreadingError extends Error {
  override readonly name = 'StillSpreadingError';

  constructor(refusal: Error) {
    super(`${refusal.message} It was registered minutes ago, and policies take minutes to take effect.`, {
      cause: refusal,
    });
  }
}

/** None of the identities that the device has of its own was let in, at this try; or their files are of no use. */
export interface NoneLetIn {
  readonly failures: readonly (NotLetIn | IdentityStorageError)[];
}

/**
 * The order in which identities are tried: first successors that are, or may be, registered; then the one in use, which
 * has carried a connection; then those before it. Of several successors the newest is first: the cloud retires the oldest
 * to make room. One that is older than the one in use succeeds nothing, whether its proof was acknowledged or not: to
 * rotate over it once more would leave two successors, of which the cloud may take the one that the device gives up.
 *
 * @param identities oldest first
 */
export function connectionCandidates(
  identities: readonly Identity[],
  current: Identity | undefined,
): readonly CertifiedIdentity[] {
  const certified = identities.filter(isCertified);
  const inUse = certified.findIndex(({ name }) => name === current?.name);
  const successors = certified.slice(inUse + 1).filter(({ record }) => record.state !== 'proven');
  const carriers = certified.slice(Math.max(inUse, 0), inUse + 1);
  const others = certified.filter((each) => !successors.includes(each) && !carriers.includes(each));
  return [...successors.toReversed(), ...carriers, ...others.toReversed()];
}

/**
 * Connects with one of the device's own identities and lets it prove itself. When one is not let in the next is
 * tried; whatever keeps the server from being reached at all ends the attempt.
 *
 * @returns what happened where none was let in; no failures when there is no identity that could be tried
 * @throws UnreachableError, ServerNotTrustedError, DisconnectedError, OperationRefusedError, DeadlineError,
 *   IdentityStorageError
 */
export async function connectWithOwnIdentity(
  agent: Agent,
  signal: AbortSignal,
): Promise<Carrier | NoneLetIn> {
  const attempt = new OwnAttempt(agent);
  for (const identity of connectionCandidates(agent.identities.all(), agent.identities.current())) {
    const connection = await attempt.connect(identity, signal);
    if (connection !== undefined) {
      const carrier = await attempt.prove(identity, connection, signal);
      if (carrier !== undefined) {
        return carrier;
      }
    }
  }
  return attempt.outcome();
}

/** One attempt with all identities, and what it shows of each. */
class OwnAttempt {
  private readonly failures: (NotLetIn | IdentityStorageError)[] = [];
  private readonly failed: string[] = [];
  /** Why one was passed over that was let in, or whose key failed. */
  private unfinished: Error | undefined;

  constructor(private readonly agent: Agent) {}

  async connect(identity: CertifiedIdentity, signal: AbortSignal): Promise<Connection | undefined> {
    const { certificateId } = identity.record;
    try {
      const connection = await connectWith(this.agent, identity, signal);
      this.witness();
      return connection;
    } catch (error) {
      if (error instanceof OwnKeyError) {
        // No evidence: neither of this one, nor for another certificate.
        this.passOver(error);
        return undefined;
      }
      if (!isNotLetIn(error) && !(error instanceof IdentityStorageError)) {
        throw error;
      }
      this.failures.push(error);
      this.failed.push(certificateId);
      this.reportFailure(certificateId, error);
      return undefined;
    }
  }

  /**
   * One that was proven before stands, whatever becomes of this connection. A successor that is cut off, that cannot
   * be recorded, on a full disk say, or that nobody acknowledges, keeps no device from going on with what is proven.
   */
  async prove(
    identity: CertifiedIdentity,
    connection: Connection,
    signal: AbortSignal,
  ): Promise<Carrier | undefined> {
    try {
      return await proveIdentity(this.agent, identity, connection, signal);
    } catch (error) {
      const passable =
        error instanceof IdentityStorageError || error instanceof DeadlineError || isCutShort(error);
      if (identity.record.state === 'proven' || !passable) {
        throw error;
      }
      this.passOver(error);
      return undefined;
    }
  }

  outcome(): NoneLetIn {
    if (this.unfinished !== undefined) {
      throw this.unfinished;
    }
    return { failures: this.failures };
  }

  /** The ones that were tried before have failed where this one is let in: it is their witness. */
  private witness(): void {
    if (this.failed.length > 0) {
      this.agent.recovery.roundFailed(this.failed.splice(0), certificatesOf(this.agent.identities.all()));
    }
  }

  private reportFailure(certificateId: string, error: NotLetIn | IdentityStorageError): void {
    const { message } = error;
    if (error instanceof IdentityStorageError) {
      this.agent.report({ event: 'warning', message });
      return;
    }
    const event = error instanceof ConnectionRefusedError ? 'refused' : 'not-let-in';
    this.agent.report({ event, certificateId, reason: message });
  }

  private passOver(error: Error): void {
    this.unfinished = error;
    this.agent.report({ event: 'warning', message: error.message });
  }
}
