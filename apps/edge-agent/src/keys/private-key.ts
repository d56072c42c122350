import type { KeyObject } from 'node:crypto';
import type { SecureContext, SecureContextOptions } from 'node:tls';

/**
 * A private key of this device, wherever it lies: in a file, or in hardware that never lets it out. Nobody gets to see it.
 * What a device needs of its key is these two operations.
 */
export interface PrivateKey {
  readonly publicKey: KeyObject;
  /**
   * Signs a certificate signing request.
   *
   * @returns PKCS#10, as PEM
   */
  signRequest(commonName: string): Promise<string>;
  /** Authenticates TLS connections: what `tls.connect` takes, with this key in it. */
  secureContext(options: TlsIdentity): SecureContext;
}

/** What a TLS connection is made with besides the key. */
export type TlsIdentity = Pick<SecureContextOptions, 'ca' | 'cert' | 'minVersion'>;

/** What should be a key is none. */
export class DamagedKeyError extends Error {
  override readonly name = 'DamagedKeyError';

  constructor(cause: unknown) {
    super('the private key is damaged', { cause });
  }
}
