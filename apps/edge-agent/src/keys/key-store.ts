import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import type { FileToWrite } from '../identity/durable-files';
import type { PrivateKey } from './private-key';

/** Where the key of an identity is to be found. */
export interface KeyPlace {
  /** The identity's folder. */
  readonly directory: string;
  /** What the identity's record keeps of the key, as {@link NewKey} gave it. */
  readonly reference: string | undefined;
}

/** A key that no identity has yet. It becomes an identity's with the record, or not at all. */
export interface NewKey {
  /** What finds the key again, such as a PKCS#11 URI. Without one, the files are all that it takes. */
  readonly reference?: string | undefined;
  /** What is written into the identity's folder, in one step with the record. */
  readonly files: readonly FileToWrite[];
}

/** Where the keys of the device's own identities are made, and lie. The rest of the agent knows a reference alone. */
export interface KeyStore {
  generate(algorithm: KeyAlgorithm): Promise<NewKey>;
  /**
   * Takes a key that the cloud has made.
   *
   * @throws Error where keys never come from outside
   */
  take(privateKeyPem: string): NewKey;
  has(place: KeyPlace): boolean;
  /** @throws IdentityStorageError for one that is not there or cannot be read, DamagedKeyError */
  open(place: KeyPlace): PrivateKey;
  /** Where the key lies, as a URI: `file:` (RFC 8089), `pkcs11:` (RFC 7512), and so on. */
  uriOf(place: KeyPlace): string;
  /** Names of files that keys have in the folders of identities. */
  readonly fileNames: readonly string[];
  /**
   * Deletes the keys that the agent has made and no identity refers to. Called when the folder of identities is opened, and
   * when an identity has gone. A key in an identity's folder went with that.
   */
  keepOnly(references: readonly string[]): void;
}
