import { templateParameters } from '@fleet/fleet-contract';
import {
  provision,
  registerThing,
  RequestRejectedError,
  type KeySource,
  type ProvisioningTransport,
} from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import {
  isIssued,
  isPending,
  readPrivateKey,
  type IssuedIdentity,
  type KeyedIdentity,
  type RegisteredIdentity,
} from '../identity/identity';
import type { Purpose } from '../identity/identity-record';
import { isWanted } from './pending-key';

/** RegisterThing does not take the ownership token: it has expired, or has done its work already. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';

  constructor(
    readonly identity: IssuedIdentity,
    cause: RequestRejectedError,
  ) {
    super(
      `The ownership token of certificate ${identity.record.certificateId} is not accepted: it has expired, or the ` +
        `certificate is registered already.`,
      { cause },
    );
  }
}

/**
 * Gets the device a registered identity over the given connection, of the claim or of the identity that is to
 * be replaced. Goes on where an earlier attempt was interrupted: a key on disk is used, a certificate on disk is
 * registered. Each step is on disk before the next one is taken.
 *
 * @throws ProvisioningError, TokenRefusedError, IdentityStorageError
 */
export async function obtainIdentity(
  agent: Agent,
  transport: ProvisioningTransport,
  purpose: Purpose,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  // The token of the newest one holds the longest.
  const issued = agent.identities
    .all()
    .filter(isIssued)
    .findLast(({ record }) => record.purpose === purpose);
  return issued === undefined
    ? obtainAnother(agent, transport, purpose, signal)
    : reportRegistered(agent, await registerIssued(agent, transport, issued, signal));
}

/**
 * Gets the device a registered identity whose certificate is new, whatever it has already.
 *
 * @throws ProvisioningError, IdentityStorageError
 */
export async function obtainAnother(
  agent: Agent,
  transport: ProvisioningTransport,
  purpose: Purpose,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  const keyed = await keyedIdentity(agent, purpose);
  return reportRegistered(agent, await requestAndRegister(agent, transport, keyed, signal));
}

function reportRegistered(agent: Agent, registered: RegisteredIdentity): RegisteredIdentity {
  const { thingName, certificateId } = registered.record;
  agent.recovery.startOver(certificateId);
  agent.report({ event: 'registered', thingName, certificateId });
  return registered;
}

/**
 * The identity, with its key on disk, that a certificate is to be asked for. A key that an earlier attempt has left
 * is used if it is what is wanted now.
 */
export async function keyedIdentity(agent: Agent, purpose: Purpose): Promise<KeyedIdentity> {
  const { identities, keyOrigin, device } = agent;
  for (const identity of identities.all()) {
    if (isPending(identity, purpose) && !isIssued(identity)) {
      if (isWanted(identity, keyOrigin)) {
        return identity;
      }
      identities.remove(identity);
    }
  }
  const privateKey =
    keyOrigin.from === 'device'
      ? await (await keyMaking()).generateIdentityKeyOf(keyOrigin.algorithm)
      : undefined;
  return identities.create({ purpose, serial: device.serial, privateKey });
}

async function requestAndRegister(
  agent: Agent,
  transport: ProvisioningTransport,
  keyed: KeyedIdentity,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  const persisted: IssuedIdentity[] = [];
  const { thingName } = await provision(transport, {
    templateName: templateFor(agent, keyed.record.purpose),
    parameters: parametersOf(agent),
    keys: await keySource(agent, keyed),
    signal,
    onCertificate: (certificate) => {
      persisted.push(agent.identities.recordIssued(keyed, certificate));
      agent.report({ event: 'certificate-issued', certificateId: certificate.certificateId });
    },
  });
  const [issued] = persisted;
  if (issued === undefined) {
    throw new Error(
      'RegisterThing was answered before a certificate was there: a fault of the protocol library.',
    );
  }
  return agent.identities.recordRegistered(issued, thingName);
}

async function registerIssued(
  agent: Agent,
  transport: ProvisioningTransport,
  issued: IssuedIdentity,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  try {
    const { thingName } = await registerThing(transport, {
      templateName: templateFor(agent, issued.record.purpose),
      certificateOwnershipToken: issued.record.certificateOwnershipToken,
      parameters: parametersOf(agent),
      signal,
    });
    return agent.identities.recordRegistered(issued, thingName);
  } catch (error) {
    throw error instanceof RequestRejectedError && isTokenRefusal(error)
      ? new TokenRefusedError(issued, error)
      : error;
  }
}

async function keySource(agent: Agent, keyed: KeyedIdentity): Promise<KeySource> {
  if (agent.keyOrigin.from === 'cloud') {
    return { from: 'cloud' };
  }
  const { createCertificateRequest } = await keyMaking();
  const key = readPrivateKey(keyed);
  return { from: 'device', key, csr: createCertificateRequest(key, agent.device.serial) };
}

/** Only who asks for a certificate pays for it at the start. */
const keyMaking = () => import('./key-making');

function templateFor(agent: Agent, purpose: Purpose): string {
  return purpose === 'provision' ? agent.device.provisioningTemplate : agent.device.rotationTemplate;
}

/** The hooks know better than the device what belongs into the template; they take only its word for who it is. */
function parametersOf(agent: Agent): Record<string, string> {
  return {
    [templateParameters.serialNumber]: agent.device.serial,
    [templateParameters.modelType]: agent.device.modelType,
  };
}

function isTokenRefusal(error: RequestRejectedError): boolean {
  return /ownership ?token/i.test(`${error.errorCode} ${error.errorMessage}`);
}
