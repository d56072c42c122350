import { confirmationTopic, formatEndpoint } from '@fleet/fleet-contract';
import type { Agent } from '../agent';
import type { Connection, TakeMessage } from '../connection/connection';
import { OperationRefusedError, UnacknowledgedError } from '../connection/connection-errors';
import { Warnings } from '../connection/warnings';
import {
  certificatesOf,
  isIssued,
  isKeyed,
  thingNameOf,
  type CertifiedIdentity,
  type RegisteredIdentity,
} from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { DeadlineError, within } from '../timing/deadline';
import type { Carrier } from './carrier';
import { removeClaim } from './claim-removal';
import { outdoneBy } from './outdone';

/** The cloud acknowledges a message in well under a second; a connection that takes longer is no good. */
const acknowledgementMillis = 20_000;

/** Neither topic nor payload of a confirmation is read: the connection it comes over is what counts. */
const confirmation = new TextEncoder().encode('{}');

/**
 * Connects with one of the device's own identities, under the name of its thing.
 *
 * @throws ConnectionRefusedError, UnansweredError, UnreachableError, ServerNotTrustedError, IdentityStorageError
 */
export async function connectWith(
  agent: Agent,
  identity: CertifiedIdentity,
  signal: AbortSignal,
): Promise<Connection> {
  const clientId = thingNameOf(identity);
  const { endpoint, rootCa } = agent.device;
  agent.report({ event: 'connecting', endpoint: formatEndpoint(endpoint), clientId });
  const credentials = agent.identities.credentialsOf(identity);
  const takeMessage: TakeMessage = (...message) => agent.takeMessage(clientId, ...message);
  const connection = await agent.connect({ endpoint, clientId, rootCa, credentials, takeMessage }, signal);
  const { certificateId } = identity.record;
  agent.recovery.startOver(certificateId);
  agent.report({ event: 'connected', thingName: clientId, certificateId });
  return connection;
}

/**
 * Lets an identity prove itself over its connection: makes it the current one on disk, and only then confirms it
 * to the cloud. Once the confirmation is acknowledged nothing else is needed any more, and goes.
 *
 * @param isFirst whether its certificate was issued in this very attempt, to a disk that had none
 * @throws DisconnectedError, and for one that was never proven OperationRefusedError, DeadlineError,
 *   IdentityStorageError; the connection is closed
 */
export async function proveIdentity(
  agent: Agent,
  identity: CertifiedIdentity,
  connection: Connection,
  signal: AbortSignal,
  { isFirst }: { readonly isFirst: boolean } = { isFirst: false },
): Promise<Carrier> {
  const { identities } = agent;
  try {
    // A connection under the thing's name is the cloud's word that the lost answer was a yes.
    const registered = isIssued(identity)
      ? identities.recordRegistered(identity, connection.clientId)
      : identity;
    makeCurrent(agent, registered);
    const carrier = { identity: registered, connection, warnings: new Warnings(connection) };
    if (!(await confirm(agent, carrier, signal, isFirst))) {
      return carrier.warnings.listens ? carrier : { ...carrier, isUnheard: true };
    }
    return { ...carrier, identity: confirmed(agent, registered) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Confirms an identity that was proven before and was let listen only now. Without that, a certificate that is due would
 * not be answered with a warning. What fails here is worth a warning; a connection that is lost begins anew.
 */
export async function confirmLate(agent: Agent, carrier: Carrier, signal: AbortSignal): Promise<void> {
  if (await confirm(agent, carrier, signal, false)) {
    confirmed(agent, carrier.identity);
  }
}

/** The cloud has it in writing. @returns the identity as it is kept from now on */
function confirmed(agent: Agent, identity: RegisteredIdentity): RegisteredIdentity {
  const settled = settle(agent, identity);
  if (settled.record.state === 'proven') {
    removeClaim(agent);
  }
  const { thingName, certificateId } = settled.record;
  agent.report({ event: 'confirmed', thingName, certificateId });
  return settled;
}

/**
 * Confirms the identity to the cloud, which may answer with a warning: the device listens for that before. A certificate that
 * was issued in this very attempt, to a disk that had none, confirms in the same flight: its first proof moves `current`, which
 * is never answered with a warning. One that was proven before needs it no more: where its confirmation is throttled, refused or
 * not acknowledged on a connection that goes on, that is worth a warning.
 *
 * @returns whether it was acknowledged
 * @throws DisconnectedError; OperationRefusedError, DeadlineError for one that was never proven
 */
async function confirm(
  agent: Agent,
  { identity: { record }, connection, warnings }: Carrier,
  signal: AbortSignal,
  isFirst: boolean,
): Promise<boolean> {
  const acknowledged = (what: string, sent: Promise<void>) =>
    within(sent, { what: `The acknowledgement of the ${what}`, millis: acknowledgementMillis }, signal);
  try {
    const listening = acknowledged('subscription', warnings.subscribe());
    if (!isFirst) {
      await listening;
    }
    const topic = confirmationTopic(connection.clientId);
    const confirmed = connection.publish(topic, confirmation, { qos: 1 });
    await Promise.all([listening, acknowledged('confirmation', confirmed)]);
    return true;
  } catch (error) {
    const tolerable =
      error instanceof OperationRefusedError ||
      error instanceof UnacknowledgedError ||
      error instanceof DeadlineError;
    if (record.state !== 'proven' || !tolerable || connection.closed !== undefined) {
      throw error;
    }
    const message = `${error.message} Certificate ${record.certificateId} was proven before, and stays in use.`;
    agent.report({ event: 'warning', message });
    return false;
  }
}

/** For one that was proven before, the pointer only spares a detour: its successor is tried first in any case. */
function makeCurrent(agent: Agent, identity: RegisteredIdentity): void {
  try {
    agent.identities.makeCurrent(identity);
  } catch (error) {
    if (identity.record.state !== 'proven') {
      throw error;
    }
    tolerate(agent, error);
  }
}

/**
 * Records the proof. The cloud has it by now and may take the old certificate away: the device goes on with this
 * identity, and a disk that does not take the record gets it at the next connect.
 */
function settle(agent: Agent, identity: RegisteredIdentity): RegisteredIdentity {
  try {
    const proven = identity.record.state === 'proven' ? identity : proveFirstTime(agent, identity);
    dropAbandoned(agent, proven);
    agent.recovery.proven(certificatesOf(agent.identities.all()));
    return proven;
  } catch (error) {
    tolerate(agent, error);
    return identity;
  }
}

/** @throws what is no fault of the disk */
function tolerate(agent: Agent, error: unknown): void {
  if (!(error instanceof IdentityStorageError)) {
    throw error;
  }
  agent.report({ event: 'warning', message: error.message });
}

/** The others go first: while this one is not recorded as proven, a crash leads back here. */
function proveFirstTime({ identities }: Agent, identity: RegisteredIdentity): RegisteredIdentity {
  outdoneBy(identity, identities.all()).forEach((other) => identities.remove(other));
  return identities.recordProven(identity);
}

/**
 * What was begun over the claim while this identity was refused, and is not needed now that it is not. A certificate
 * may be registered, and all that the cloud accepts one day: it stays until it is refused for good.
 */
function dropAbandoned({ identities, recovery }: Agent, proven: RegisteredIdentity): void {
  for (const other of identities.all()) {
    const abandoned =
      isKeyed(other) || (isIssued(other) && recovery.isRefusedForGood(other.record.certificateId));
    if (other.name !== proven.name && abandoned && other.record.purpose === 'provision') {
      identities.remove(other);
    }
  }
}
