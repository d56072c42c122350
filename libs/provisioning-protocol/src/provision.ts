import type { KeyObject } from 'node:crypto';
import type { DeviceConfiguration, IssuedCertificate } from './answers';
import { certificateBelongsTo, publicHalf } from './certificate-key';
import { InvalidRequestError, KeyMismatchError, MalformedAnswerError } from './errors';
import { answerTopics, exchange, subscriptionTo } from './exchange';
import type { ExchangeOptions, ProvisioningRequest } from './exchange';
import {
  certificateFromCsrRequest,
  keysAndCertificateRequest,
  registerThingRequest,
  requireTemplateName,
} from './operations';
import type { ProvisioningOperation } from './topics';
import type { ProvisioningTransport } from './transport';

/** Where the key of the new certificate comes from. */
export type KeySource =
  /** Our own: `csr` (PEM) is over `key`, of which only the public half is used (a PEM or a KeyObject). */
  | { readonly from: 'device'; readonly csr: string; readonly key: KeyObject | string }
  /** Made by AWS IoT and sent to us. */
  | { readonly from: 'cloud' };

/** A certificate on its way to become an identity; with `privateKey` when the cloud made it. */
export interface NewCertificate extends IssuedCertificate {
  readonly privateKey?: string;
}

export interface ProvisionOptions extends ExchangeOptions {
  readonly templateName: string;
  /** For the template and its pre-provisioning hook, such as `SerialNumber`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly keys: KeySource;
  /**
   * Persist the certificate here. It is awaited before the thing is registered: from then on the certificate
   * may be active, and a device that lost it would have to be provisioned again. What it throws ends the
   * exchange, unchanged.
   */
  readonly onCertificate?: (certificate: NewCertificate) => Promise<void> | void;
}

/** What the device is from now on. */
export interface ProvisionedIdentity {
  readonly thingName: string;
  readonly deviceConfiguration: DeviceConfiguration;
  readonly certificateId: string;
  readonly certificatePem: string;
  /** PEM; only when the cloud made the key. */
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
  const create = certificateRequest(options);
  const { operation } = create.request.topic;

  // One SUBSCRIBE for the answers to both requests.
  const subscribe = subscriptionTo(transport, [
    ...Object.values(answerTopics(create.request.topic)),
    ...Object.values(answerTopics({ operation: 'RegisterThing', templateName, format, kind: 'request' })),
  ]);
  const certificate = await exchange(transport, create.request, options, subscribe);
  requireOurKey(operation, certificate, create.publicKey ?? cloudKey(operation, certificate));
  await options.onCertificate?.(certificate);

  const { certificateId, certificatePem, certificateOwnershipToken, privateKey } = certificate;
  const register = registerThingRequest({ templateName, certificateOwnershipToken, parameters, format });
  const thing = await exchange(transport, register, options, subscribe);
  const identity = { ...thing, certificateId, certificatePem };
  return privateKey === undefined ? identity : { ...identity, privateKey };
}

interface CertificateRequest {
  readonly request: ProvisioningRequest<NewCertificate>;
  /** Known before the answer when the key is our own. */
  readonly publicKey?: KeyObject;
}

function certificateRequest({ keys, format = 'json' }: ProvisionOptions): CertificateRequest {
  if (keys.from === 'cloud') {
    return { request: keysAndCertificateRequest(format) };
  }
  const request = certificateFromCsrRequest({ csr: keys.csr, format });
  try {
    return { request, publicKey: publicHalf(keys.key) };
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
