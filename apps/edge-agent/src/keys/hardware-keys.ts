import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import type { PrivateKey } from './private-key';

/**
 * Hardware that makes keys, works with them, and never lets one out: the port that a maker fills for his TPM or PKCS#11
 * token. A reference is what finds a key again, such as a PKCS#11 URI (RFC 7512), without a PIN. Every method that works
 * with the hardware throws IdentityStorageError where that is away.
 */
export interface HardwareKeys {
  /** A reference that no key has: the agent notes it before it has the key made. Works without the hardware. */
  newReference(): string;
  /** Makes a key that this reference finds, in the place of one that it may find already. */
  generate(algorithm: KeyAlgorithm, reference: string): Promise<void>;
  has(reference: string): boolean;
  /** @throws IdentityStorageError also for a key that is not there */
  open(reference: string): PrivateKey;
  /** Deletes this key. One that is not there is fine. */
  forget(reference: string): void;
}
