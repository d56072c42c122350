import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import type { FileToWrite } from '../identity/durable-files';
import type { PrivateKey } from './private-key';

/** Where the key of an identity is to be found. */
export interface KeyPlace {
  /** The identity's folder. */
  readonly directory: string;
  /** What finds the key, where it is not a file in that folder. The identity's record keeps it. */
  readonly reference: string | undefined;
}

/** A key that no identity has yet. It becomes an identity's with the record, or not at all. */
export interface NewKey {
  readonly reference?: string | undefined;
  /** What is written into the identity's folder, in one step with the record. */
  readonly files: readonly FileToWrite[];
}

/** Where the keys of the device's own identities are made, and lie. The rest of the agent knows a reference alone. */
export interface KeyStore {
  /**
   * What is to find the next key, where keys are not files. It is on disk before the key is made, so that no power cut leaves
   * a key that nobody knows of.
   */
  newReference(): string | undefined;
  /** @throws IdentityStorageError */
  generate(algorithm: KeyAlgorithm, reference: string | undefined): Promise<NewKey>;
  /** Takes a key that the cloud has made. `undefined` where keys never come from outside. */
  readonly take: ((privateKeyPem: string) => NewKey) | undefined;
  /** @throws IdentityStorageError where that cannot be known now */
  has(place: KeyPlace): boolean;
  /** @throws IdentityStorageError for one that is not there or cannot be read, DamagedKeyError */
  open(place: KeyPlace): PrivateKey;
  /** Where the key lies, as a URI: `file:` (RFC 8089), `pkcs11:` (RFC 7512), and so on. */
  uriOf(place: KeyPlace): string;
  /** Names of files that keys have in the folders of identities. */
  readonly fileNames: readonly string[];
  /**
   * Deletes a key that no identity has. One that is not there is fine.
   *
   * @throws IdentityStorageError where that cannot be done now
   */
  forget(reference: string): void;
}
