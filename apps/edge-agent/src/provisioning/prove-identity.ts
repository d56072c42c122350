import { confirmationTopic, formatEndpoint } from '@fleet/fleet-contract';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import {
  isIssued,
  isRegistered,
  readCredentials,
  thingNameOf,
  type CertifiedIdentity,
  type RegisteredIdentity,
} from '../identity/identity';
import { within } from '../timing/deadline';
import type { Carrier } from './carrier';

/** The cloud acknowledges a message in well under a second; a connection that takes longer is no good. */
const acknowledgementMillis = 20_000;

/** Neither topic nor payload of a confirmation is read: the connection it comes over is what counts. */
const confirmation = new TextEncoder().encode('{}');

/**
 * Connects with one of the device's own identities, under the name of its thing.
 *
 * @throws ConnectionRefusedError, UnreachableError, ServerNotTrustedError, IdentityStorageError
 */
export async function connectWith(
  agent: Agent,
  identity: CertifiedIdentity,
  signal: AbortSignal,
): Promise<Connection> {
  const clientId = thingNameOf(identity);
  const { endpoint, rootCa } = agent.device;
  agent.report({ event: 'connecting', endpoint: formatEndpoint(endpoint), clientId });
  const credentials = readCredentials(identity);
  const connection = await agent.connect({ endpoint, clientId, rootCa, credentials }, signal);
  const { certificateId } = identity.record;
  agent.report({ event: 'connected', thingName: clientId, certificateId });
  return connection;
}

/**
 * Lets an identity prove itself over its connection: makes it the current one on disk, and only then confirms it
 * to the cloud. Once the confirmation is acknowledged nothing else is needed any more, and goes.
 *
 * @throws DisconnectedError, OperationRefusedError, DeadlineError, IdentityStorageError; the connection is closed
 */
export async function proveIdentity(
  agent: Agent,
  identity: CertifiedIdentity,
  connection: Connection,
  signal: AbortSignal,
): Promise<Carrier> {
  const { identities } = agent;
  try {
    // A connection under the thing's name is the cloud's word that the lost answer was a yes.
    const registered = isIssued(identity)
      ? identities.recordRegistered(identity, connection.clientId)
      : identity;
    identities.makeCurrent(registered);
    const sent = connection.publish(confirmationTopic(connection.clientId), confirmation, { qos: 1 });
    await within(
      sent,
      { what: 'The acknowledgement of the confirmation', millis: acknowledgementMillis },
      signal,
    );
    const proven = registered.record.state === 'proven' ? registered : proveFirstTime(agent, registered);
    dropAbandoned(agent, proven);
    const { thingName, certificateId } = proven.record;
    agent.report({ event: 'confirmed', thingName, certificateId });
    return { identity: proven, connection };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The others go first: while this one is not recorded as proven, a crash leads back here. */
function proveFirstTime(agent: Agent, identity: RegisteredIdentity): RegisteredIdentity {
  for (const other of agent.identities.all()) {
    if (other.name !== identity.name) {
      agent.identities.remove(other);
    }
  }
  return agent.identities.recordProven(identity);
}

/** What was begun over the claim while this identity was refused, and is not needed now that it is not. */
function dropAbandoned(agent: Agent, proven: RegisteredIdentity): void {
  for (const other of agent.identities.all()) {
    if (other.name !== proven.name && !isRegistered(other) && other.record.purpose === 'provision') {
      agent.identities.remove(other);
    }
  }
}
