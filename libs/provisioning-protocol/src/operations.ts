import { readIssuedCertificate, readIssuedKeysAndCertificate, readRegisteredThing } from './answers';
import type { IssuedCertificate, IssuedKeysAndCertificate, RegisteredThing } from './answers';
import { InvalidRequestError } from './errors';
import { exchange } from './exchange';
import type { ExchangeOptions, ProvisioningRequest } from './exchange';
import { isTemplateName } from './topics';
import type { PayloadFormat } from './topics';
import type { ProvisioningTransport } from './transport';

/** A request for a certificate over a key that never leaves the device. */
export interface CertificateSigningOptions extends ExchangeOptions {
  /** PKCS #10 in PEM, at most 4,096 characters. RSA of at least 2048 bits, or NIST P-256, P-384, P-521. */
  readonly csr: string;
}

/** A request to register a thing with a certificate that was issued a moment ago. */
export interface RegisterThingOptions extends ExchangeOptions {
  /** Of the provisioning template. */
  readonly templateName: string;
  /** From the answer that brought the certificate. */
  readonly certificateOwnershipToken: string;
  /**
   * For the template and its pre-provisioning hook.
   * @default - none
   */
  readonly parameters?: Readonly<Record<string, string>>;
}

const longestCsr = 4096;

/**
 * Asks AWS IoT for a key pair and a certificate over it.
 * @throws ProvisioningError
 */
export async function createKeysAndCertificate(
  transport: ProvisioningTransport,
  options: ExchangeOptions = {},
): Promise<IssuedKeysAndCertificate> {
  return exchange(transport, keysAndCertificateRequest(options.format), options);
}

/**
 * Asks AWS IoT for a certificate over our own key. The caller has to check that it is: see `provision`.
 * @throws ProvisioningError
 */
export async function createCertificateFromCsr(
  transport: ProvisioningTransport,
  options: CertificateSigningOptions,
): Promise<IssuedCertificate> {
  return exchange(transport, certificateFromCsrRequest(options), options);
}

/**
 * Registers the thing as the template says, which activates the certificate. Not safe to repeat blindly: after
 * a lost answer the certificate may be registered already, so try to connect with it before anything else.
 * @throws ProvisioningError
 */
export async function registerThing(
  transport: ProvisioningTransport,
  options: RegisterThingOptions,
): Promise<RegisteredThing> {
  return exchange(transport, registerThingRequest(options), options);
}

export function keysAndCertificateRequest(
  format: PayloadFormat = 'json',
): ProvisioningRequest<IssuedKeysAndCertificate> {
  return {
    topic: { operation: 'CreateKeysAndCertificate', format, kind: 'request' },
    body: {},
    readAnswer: readIssuedKeysAndCertificate,
  };
}

export function certificateFromCsrRequest(options: {
  readonly csr: string;
  readonly format?: PayloadFormat;
}): ProvisioningRequest<IssuedCertificate> {
  if (options.csr.length === 0 || options.csr.length > longestCsr) {
    throw new InvalidRequestError(
      'CreateCertificateFromCsr',
      `a certificate signing request has 1 to ${longestCsr} characters, this one ${options.csr.length}`,
    );
  }
  return {
    topic: { operation: 'CreateCertificateFromCsr', format: options.format ?? 'json', kind: 'request' },
    body: { certificateSigningRequest: options.csr },
    readAnswer: readIssuedCertificate,
  };
}

export function registerThingRequest(
  options: Omit<RegisterThingOptions, keyof ExchangeOptions> & Pick<ExchangeOptions, 'format'>,
): ProvisioningRequest<RegisteredThing> {
  const { templateName, certificateOwnershipToken, parameters } = options;
  requireTemplateName(templateName);
  const owned = { certificateOwnershipToken };
  return {
    topic: { operation: 'RegisterThing', templateName, format: options.format ?? 'json', kind: 'request' },
    body: parameters === undefined ? owned : { ...owned, parameters },
    readAnswer: readRegisteredThing,
  };
}

/** @throws InvalidRequestError before anything is sent. */
export function requireTemplateName(name: string): void {
  if (isTemplateName(name)) {
    return;
  }
  throw new InvalidRequestError('RegisterThing', 'a template name has 1 to 36 of A-Z a-z 0-9 _ -');
}
