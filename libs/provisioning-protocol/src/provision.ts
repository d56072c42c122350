import type { KeyObject } from 'node:crypto';
import type { DeviceConfiguration, IssuedCertificate } from './answers';
import { certificateBelongsTo, publicHalf } from './certificate-key';
import {
  ConnectionLostError,
  InvalidRequestError,
  KeyMismatchError,
  MalformedAnswerError,
  ProvisioningAbortedError,
} from './errors';
import { answerTopics, exchange, subscriptionTo } from './exchange';
import type { ExchangeOptions, ProvisioningRequest } from './exchange';
import {
  certificateFromCsrRequest,
  keysAndCertificateRequest,
  registerThingRequest,
  requireTemplateName,
} from './operations';
import type { PayloadFormat, ProvisioningOperation } from './topics';
import type { ProvisioningTransport } from './transport';

/** `csr` (PEM) is over `key`, of which only the public half is used (a PEM or a KeyObject). */
export interface SigningRequest {
  /** PKCS #10. */
  readonly csr: string;
  /** A PEM, or a KeyObject. */
  readonly key: KeyObject | string;
}

/** Where the key of the new certificate comes from. */
export type KeySource =
  /** Our own. */
  | ({ readonly from: 'device' } & SigningRequest)
  /** Our own, made while the SUBACK is on its way. What `make` throws ends the exchange, unchanged. */
  | { readonly from: 'device'; readonly make: () => Promise<SigningRequest> | SigningRequest }
  /** Made by AWS IoT and sent to us. */
  | { readonly from: 'cloud' };

/** A certificate on its way to become an identity; with `privateKey` when the cloud made it. */
export interface NewCertificate extends IssuedCertificate {
  /**
   * PEM. A secret, and never sent again.
   * @default - the key is the device's own
   */
  readonly privateKey?: string;
}

/** What a device asks for, and with which key. */
export interface ProvisionOptions extends ExchangeOptions {
  /** Of the provisioning template. */
  readonly templateName: string;
  /** For the template and its pre-provisioning hook, such as `SerialNumber`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the key of the new certificate comes from. */
  readonly keys: KeySource;
  /**
   * Persist the certificate here. It is awaited before the thing is registered: from then on the certificate
   * may be active, and a device that lost it would have to be provisioned again. What it throws ends the
   * exchange, unchanged.
   * @default - nothing is persisted before the thing is registered
   */
  readonly onCertificate?: (certificate: NewCertificate) => Promise<void> | void;
}

/** What the device is from now on. */
export interface ProvisionedIdentity {
  /** Its name, as the template makes it. */
  readonly thingName: string;
  /** What the template says to the device. */
  readonly deviceConfiguration: DeviceConfiguration;
  /** 64 hexadecimal digits. */
  readonly certificateId: string;
  /** The certificate. */
  readonly certificatePem: string;
  /**
   * PEM.
   * @default - the key is the device's own
   */
  readonly privateKey?: string;
}

/**
 * Exchanges the identity of this connection, a claim or a certificate to be replaced, for a new one: creates
 * the certificate, checks that it is over our key, lets the caller persist it, and registers the thing.
 * `timeoutMillis` holds for each of the two answers.
 * @throws ProvisioningError, or whatever `onCertificate` throws.
 */
export async function provision(
  transport: ProvisioningTransport,
  options: ProvisionOptions,
): Promise<ProvisionedIdentity> {
  const { templateName, parameters, format = 'json' } = options;
  requireTemplateName(templateName);
  const operation = creationFor(options.keys);
  // One SUBSCRIBE for the answers to both requests.
  const subscribe = subscriptionTo(transport, [
    ...Object.values(answerTopics({ operation, format, kind: 'request' })),
    ...Object.values(answerTopics({ operation: 'RegisterThing', templateName, format, kind: 'request' })),
  ]);
  const create = await certificateRequest(transport, options, subscribe);
  const certificate = await exchange(transport, create.request, options, subscribe);
  requireOurKey(operation, certificate, create.publicKey ?? cloudKey(operation, certificate));
  await options.onCertificate?.(certificate);

  const { certificateId, certificatePem, certificateOwnershipToken, privateKey } = certificate;
  const register = registerThingRequest({ templateName, certificateOwnershipToken, parameters, format });
  const thing = await exchange(transport, register, options, subscribe);
  const identity = { ...thing, certificateId, certificatePem };
  return privateKey === undefined ? identity : { ...identity, privateKey };
}

function creationFor({ from }: KeySource): 'CreateKeysAndCertificate' | 'CreateCertificateFromCsr' {
  return from === 'cloud' ? 'CreateKeysAndCertificate' : 'CreateCertificateFromCsr';
}

interface CertificateRequest {
  readonly request: ProvisioningRequest<NewCertificate>;
  /** Known before the answer when the key is our own. */
  readonly publicKey?: KeyObject;
}

/** @throws ProvisioningError, or what making the key throws */
async function certificateRequest(
  transport: ProvisioningTransport,
  { keys, format = 'json', signal }: ProvisionOptions,
  subscribe: () => Promise<void>,
): Promise<CertificateRequest> {
  if (keys.from === 'cloud') {
    return { request: keysAndCertificateRequest(format) };
  }
  if (!('make' in keys)) {
    return signingRequest(keys, format);
  }
  if (signal?.aborted) {
    throw new ProvisioningAbortedError('CreateCertificateFromCsr', signal.reason);
  }
  return signingRequest(await madeMeanwhile(transport, keys.make, subscribe), format);
}

/** Nobody else watches the connection while the key is made: the exchange begins with the request. */
async function madeMeanwhile(
  transport: ProvisioningTransport,
  make: () => Promise<SigningRequest> | SigningRequest,
  subscribe: () => Promise<void>,
): Promise<SigningRequest> {
  const lost: Error[] = [];
  const stop = transport.onClose((reason) => void lost.push(reason));
  try {
    // The exchange asks for its outcome.
    subscribe().catch(() => undefined);
    const made = await make();
    const [reason] = lost;
    if (reason !== undefined) {
      throw new ConnectionLostError('CreateCertificateFromCsr', reason);
    }
    return made;
  } finally {
    stop();
  }
}

function signingRequest({ csr, key }: SigningRequest, format: PayloadFormat): CertificateRequest {
  const request = certificateFromCsrRequest({ csr, format });
  try {
    return { request, publicKey: publicHalf(key) };
  } catch (cause) {
    throw new InvalidRequestError(
      request.topic.operation,
      'the key is neither a key object nor a PEM',
      cause,
    );
  }
}

function cloudKey(operation: ProvisioningOperation, certificate: NewCertificate): KeyObject {
  if (certificate.privateKey === undefined) {
    throw new MalformedAnswerError(operation, 'it has no private key');
  }
  try {
    return publicHalf(certificate.privateKey);
  } catch {
    throw new MalformedAnswerError(operation, 'its private key is not a PEM');
  }
}

function requireOurKey(operation: ProvisioningOperation, certificate: NewCertificate, ours: KeyObject): void {
  let matches: boolean;
  try {
    matches = certificateBelongsTo(certificate.certificatePem, ours);
  } catch {
    throw new MalformedAnswerError(operation, 'its certificate is not an X.509 PEM');
  }
  if (!matches) {
    throw new KeyMismatchError(operation, certificate.certificateId);
  }
}
