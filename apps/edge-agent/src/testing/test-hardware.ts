import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { unsignedCertificateRequest } from '@fleet/certificate-request';
import { keyParameters, type KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import { IdentityStorageError } from '../identity/storage-error';
import type { KeyPlace, KeyStore, NewKey } from '../keys/key-store';
import type { PrivateKey } from '../keys/private-key';

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A module that makes keys, works with them, and never lets one out: what a PKCS#11 token or a TPM is to the agent. */
export class TestHardware implements KeyStore {
  readonly fileNames = [];
  /** What it was asked to do, in order. */
  readonly operations: string[] = [];
  /** Whether it is there. */
  pluggedIn = true;
  private readonly keys = new Map<string, KeyPair>();
  private made = 0;

  /** The references of the keys that it has. */
  get references(): string[] {
    return [...this.keys.keys()];
  }

  generate(algorithm: KeyAlgorithm): Promise<NewKey> {
    const parameters = keyParameters[algorithm];
    this.made += 1;
    const reference = `pkcs11:token=test;object=key-${this.made}`;
    this.keys.set(
      reference,
      parameters.type === 'ec'
        ? generateKeyPairSync('ec', parameters)
        : generateKeyPairSync('rsa', parameters),
    );
    this.operations.push(`generate ${this.made}`);
    return Promise.resolve({ reference, files: [] });
  }

  take(): never {
    throw new Error('The keys of this module never come from outside.');
  }

  has({ reference }: KeyPlace): boolean {
    return reference !== undefined && this.keys.has(reference);
  }

  open(place: KeyPlace): PrivateKey {
    const uri = this.uriOf(place);
    const pair = this.pluggedIn ? this.keys.get(uri) : undefined;
    if (pair === undefined) {
      throw new IdentityStorageError(`The key ${uri} is not there: plug in the module.`);
    }
    return this.keyOf(uri.slice(-1), pair);
  }

  uriOf({ reference = 'pkcs11:' }: KeyPlace): string {
    return reference;
  }

  keepOnly(references: readonly string[]): void {
    for (const reference of this.references.filter((other) => !references.includes(other))) {
      this.keys.delete(reference);
    }
  }

  private keyOf(number: string, { publicKey, privateKey }: KeyPair): PrivateKey {
    return {
      publicKey,
      signRequest: async (commonName) => {
        const request = unsignedCertificateRequest(publicKey, commonName);
        const signature = await new Promise<Buffer>((resolve, reject) =>
          sign(request.hash, request.content, privateKey, (error, result) =>
            error === null ? resolve(result) : reject(error),
          ),
        );
        this.operations.push(`sign ${number}`);
        return request.signedWith(signature);
      },
      // An adapter of a maker gives `privateKeyEngine` and `privateKeyIdentifier` here.
      secureContext: (options) => {
        this.operations.push(`authenticate ${number}`);
        const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
        return createSecureContext({ ...options, key: pem });
      },
    };
  }
}
