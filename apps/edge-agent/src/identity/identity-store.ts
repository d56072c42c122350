import { join } from 'node:path';
import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import { defined } from '@fleet/optional-members';
import type { Credentials } from '../connection/connection';
import { credentialsOf, CredentialsFaultError } from '../connection/credentials-fault';
import type { KeyStore, NewKey } from '../keys/key-store';
import type { PrivateKey } from '../keys/private-key';
import {
  createDirectoryDurably,
  ensurePrivateDirectory,
  removeDirectoryDurably,
  requireFreeSpace,
  writeFilesDurably,
  type FileToWrite,
} from './durable-files';
import {
  identityFiles,
  keyPlaceOf,
  readCertificate,
  type CertifiedIdentity,
  type Identity,
  type IssuedIdentity,
  type KeyedIdentity,
  type RegisteredIdentity,
} from './identity';
import type { IdentityRecord, Purpose } from './identity-record';
import { currentPointer, identityFolders, readCurrentName, readIdentities } from './identity-reader';
import { KeyJournal } from './key-journal';
import { IdentityStorageError } from './storage-error';
import { sweepIdentityFolder } from './sweep';

export interface IssuedCertificate {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly certificateOwnershipToken: string;
  /** PEM. Only where the cloud made the key. */
  readonly privateKey?: string | undefined;
}

/** What the store needs of its surroundings. */
export interface StoreSurroundings {
  readonly now: () => Date;
  /** A few random characters, so that two identities of one second have two names. */
  readonly nonce: () => string;
  readonly warn: (message: string) => void;
  readonly keys: KeyStore;
}

/**
 * The device's own identities, a folder each below one directory, and the pointer to the one in use. The caller
 * holds the folder's lock. Every method that returns has its change on disk; a crash in any of them leaves the
 * state before or after it. Calls are synchronous: they are few and small, and their order is the point.
 */
export class IdentityStore {
  private constructor(
    readonly directory: string,
    private readonly surroundings: StoreSurroundings,
    private readonly keyJournal: KeyJournal,
    private identities: readonly Identity[],
    private currentName: string | undefined,
  ) {}

  /**
   * Opens the folder, creating it if need be; takes everybody else's rights away and sweeps out what a crash left
   * half done.
   *
   * @throws IdentityStorageError
   */
  static open(directory: string, surroundings: StoreSurroundings): IdentityStore {
    if (ensurePrivateDirectory(directory)) {
      surroundings.warn(`${directory} was open to other users; now only its owner has access`);
    }
    sweepIdentityFolder(directory, surroundings);
    const identities = readIdentities(directory, surroundings.warn);
    const journal = new KeyJournal(directory, surroundings.keys, surroundings.warn);
    const current = readCurrentName(directory);
    const store = new IdentityStore(directory, surroundings, journal, identities, current);
    store.settleKeys();
    return store;
  }

  /** Every identity, oldest first. */
  all(): readonly Identity[] {
    return this.identities;
  }

  /** The one in use: whose certificate the next connection is for, unless a successor is to be tried. */
  current(): Identity | undefined {
    return this.identities.find(({ name }) => name === this.currentName);
  }

  /**
   * To be asked before something is given up for a change that has to be recorded.
   *
   * @throws IdentityStorageError when the next change could not be written
   */
  requireFreeSpace(): void {
    requireFreeSpace(this.directory);
  }

  /** A new identity. Without a key the cloud is to make one. */
  create(request: { purpose: Purpose; serial: string; key?: NewKey | undefined }): KeyedIdentity {
    const { purpose, serial, key } = request;
    const createdAt = this.surroundings.now().toISOString();
    const record: KeyedIdentity['record'] = {
      version: key?.reference === undefined ? 1 : 2,
      state: 'keyed',
      purpose,
      serial,
      createdAt,
      ...defined({ key: key?.reference }),
    };
    const name = `${createdAt.replace(/[-:]|\.\d+/g, '')}-${this.surroundings.nonce()}`;
    try {
      createDirectoryDurably(this.directory, name, [...(key?.files ?? []), recordFile(record)]);
      const identity = { name, directory: join(this.directory, name), record };
      this.identities = [...this.identities, identity];
      return identity;
    } finally {
      this.keyJournal.made(key?.reference);
    }
  }

  recordIssued(identity: KeyedIdentity, issued: IssuedCertificate): IssuedIdentity {
    const { certificateId, certificatePem, certificateOwnershipToken, privateKey } = issued;
    const files = privateKey === undefined ? [] : this.filesOf(privateKey);
    const issuedAt = this.surroundings.now().toISOString();
    const record: IssuedIdentity['record'] = {
      ...identity.record,
      state: 'issued',
      certificateId,
      certificateOwnershipToken,
      issuedAt,
    };
    const certificate = { name: identityFiles.certificate, content: certificatePem };
    return this.change(identity, record, [...files, certificate]);
  }

  /** RegisterThing said yes: the ownership token is spent and goes. */
  recordRegistered(identity: IssuedIdentity, thingName: string): RegisteredIdentity {
    const { certificateOwnershipToken, ...record } = identity.record;
    const registeredAt = this.surroundings.now().toISOString();
    return this.change(identity, { ...record, state: 'registered', thingName, registeredAt });
  }

  /** The identity has carried a connection and confirmed itself. */
  recordProven(identity: RegisteredIdentity): RegisteredIdentity {
    const provenAt = this.surroundings.now().toISOString();
    return this.change(identity, { ...identity.record, state: 'proven', provenAt });
  }

  /** Moves the pointer. */
  makeCurrent(identity: CertifiedIdentity): void {
    if (this.currentName !== identity.name) {
      writeFilesDurably(this.directory, [{ name: currentPointer, content: `${identity.name}\n` }]);
      this.currentName = identity.name;
    }
  }

  /** Forgets an identity and its key. */
  remove(identity: Identity): void {
    this.keyJournal.note(identity.record.key);
    removeDirectoryDurably(this.directory, identity.name);
    this.identities = this.identities.filter(({ name }) => name !== identity.name);
    this.settleKeys();
  }

  /**
   * Makes a key for the next identity.
   *
   * @throws IdentityStorageError
   */
  generateKey(algorithm: KeyAlgorithm): Promise<NewKey> {
    return this.keyJournal.generate(algorithm, this.claimedKeys());
  }

  hasKey(identity: Identity): boolean {
    return this.surroundings.keys.has(keyPlaceOf(identity));
  }

  /** @throws IdentityStorageError for a key that is not there or cannot be read, DamagedKeyError */
  keyOf(identity: Identity): PrivateKey {
    return this.surroundings.keys.open(keyPlaceOf(identity));
  }

  /**
   * What the identity connects with.
   *
   * @throws IdentityStorageError also for what can be read, and is of no use
   */
  credentialsOf(identity: CertifiedIdentity): Credentials {
    try {
      return credentialsOf(
        () => this.keyOf(identity),
        () => readCertificate(identity),
      );
    } catch (error) {
      if (!(error instanceof CredentialsFaultError)) {
        throw error;
      }
      throw new IdentityStorageError(
        `${identity.directory} cannot be used: ${error.message}. Restore it, or move it away to abandon that identity.`,
        { cause: error },
      );
    }
  }

  private settleKeys(): void {
    const claimed = this.claimedKeys();
    if (claimed !== undefined) {
      this.keyJournal.settle(claimed);
    }
  }

  /** `undefined` while a record cannot be read: it may be restored, and then its key has to be there. */
  private claimedKeys(): readonly string[] | undefined {
    if (this.identities.length < identityFolders(this.directory).length) {
      return undefined;
    }
    return this.identities.map(({ record }) => record.key).filter((reference) => reference !== undefined);
  }

  private filesOf(privateKey: string): readonly FileToWrite[] {
    const { take } = this.surroundings.keys;
    if (take === undefined) {
      throw new IdentityStorageError(
        'The cloud has made a key, and the keys of this device come from its hardware alone.',
      );
    }
    return take(privateKey).files;
  }

  private change<Next extends IdentityRecord>(
    identity: Identity,
    record: Next,
    files: readonly FileToWrite[] = [],
  ): Identity<Next> {
    writeFilesDurably(identity.directory, [...files, recordFile(record)]);
    const changed = { name: identity.name, directory: identity.directory, record };
    this.identities = this.identities.map((other) => (other.name === identity.name ? changed : other));
    return changed;
  }
}

function recordFile(record: IdentityRecord): FileToWrite {
  return { name: identityFiles.record, content: `${JSON.stringify(record, undefined, 2)}\n` };
}
