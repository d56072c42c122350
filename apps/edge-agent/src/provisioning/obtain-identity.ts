import { templateParameters, voucherParameter } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import {
  provision,
  registerThing,
  RequestRejectedError,
  type KeySource,
  type ProvisioningTransport,
  type SigningRequest,
} from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import {
  isIssued,
  isPending,
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

/** Over what, and for what, an identity is asked for. */
export interface IdentityRequest {
  /** The connection of the claim, or of the identity that is to be replaced. */
  readonly transport: ProvisioningTransport;
  readonly purpose: Purpose;
  /** The identity with its key, where that was begun in advance. */
  readonly keyed?: Promise<KeyedIdentity> | undefined;
}

/**
 * Gets the device a registered identity over the given connection. Goes on where an earlier attempt was interrupted: a
 * key on disk is used, a certificate on disk is registered. Each step is on disk before the next one is taken.
 *
 * @throws ProvisioningError, TokenRefusedError, IdentityStorageError
 */
export async function obtainIdentity(
  agent: Agent,
  request: IdentityRequest,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  // The token of the newest one holds the longest.
  const issued = agent.identities
    .all()
    .filter(isIssued)
    .findLast(({ record }) => record.purpose === request.purpose);
  return issued === undefined
    ? obtainAnother(agent, request, signal)
    : reportRegistered(agent, await registerIssued(agent, request.transport, issued, signal));
}

/**
 * Gets the device a registered identity whose certificate is new, whatever it has already.
 *
 * @throws ProvisioningError, IdentityStorageError
 */
export async function obtainAnother(
  agent: Agent,
  request: IdentityRequest,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  return reportRegistered(agent, await requestAndRegister(agent, request, signal));
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
      if (isWanted(identity, agent)) {
        return identity;
      }
      identities.remove(identity);
    }
  }
  const key = keyOrigin.from === 'device' ? await identities.generateKey(keyOrigin.algorithm) : undefined;
  return identities.create({ purpose, serial: device.serial, key });
}

async function requestAndRegister(
  agent: Agent,
  { transport, purpose, keyed: begun }: IdentityRequest,
  signal: AbortSignal,
): Promise<RegisteredIdentity> {
  let making = begun;
  const keyed = (): Promise<KeyedIdentity> => (making ??= keyedIdentity(agent, purpose));
  const persisted: IssuedIdentity[] = [];
  const { thingName } = await provision(transport, {
    templateName: templateFor(agent, purpose),
    parameters: parametersOf(agent, purpose),
    keys: await keySource(agent, keyed),
    signal,
    onCertificate: async (certificate) => {
      persisted.push(agent.identities.recordIssued(await keyed(), certificate));
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
      parameters: parametersOf(agent, issued.record.purpose),
      signal,
    });
    return agent.identities.recordRegistered(issued, thingName);
  } catch (error) {
    throw error instanceof RequestRejectedError && isTokenRefusal(error)
      ? new TokenRefusedError(issued, error)
      : error;
  }
}

/** Its own key the device makes while the cloud acknowledges the subscription to its answers. */
async function keySource(agent: Agent, keyed: () => Promise<KeyedIdentity>): Promise<KeySource> {
  if (agent.keyOrigin.from === 'cloud') {
    await keyed();
    return { from: 'cloud' };
  }
  return { from: 'device', make: async () => signingRequestOf(agent, await keyed()) };
}

/** Signed once, however often it is sent. */
const signingRequests = new WeakMap<KeyedIdentity, SigningRequest>();

async function signingRequestOf(agent: Agent, keyed: KeyedIdentity): Promise<SigningRequest> {
  const known = signingRequests.get(keyed);
  if (known !== undefined) {
    return known;
  }
  const key = agent.identities.keyOf(keyed);
  const made = { key: key.publicKey, csr: await key.signRequest(agent.device.serial) };
  signingRequests.set(keyed, made);
  return made;
}

function templateFor(agent: Agent, purpose: Purpose): string {
  return purpose === 'provision' ? agent.device.provisioningTemplate : agent.device.rotationTemplate;
}

/**
 * The hooks know better than the device what belongs into the template; they take only its word for who it is, with the
 * voucher of its factory if they ask for one. A certificate of its own needs none.
 */
function parametersOf({ device }: Agent, purpose: Purpose): Record<string, string> {
  const said = purpose === 'provision' ? device.parameters : {};
  return {
    ...said,
    [templateParameters.serialNumber]: device.serial,
    [templateParameters.modelType]: device.modelType,
    ...defined({ [voucherParameter]: purpose === 'provision' ? device.readVoucher() : undefined }),
  };
}

function isTokenRefusal(error: RequestRejectedError): boolean {
  return /ownership ?token/i.test(`${error.errorCode} ${error.errorMessage}`);
}
