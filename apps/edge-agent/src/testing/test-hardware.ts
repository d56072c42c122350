import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { unsignedCertificateRequest } from '@fleet/certificate-request';
import { keyParameters, type KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import { IdentityStorageError } from '../identity/storage-error';
import type { HardwareKeys } from '../keys/hardware-keys';
import type { PrivateKey } from '../keys/private-key';

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A module that makes keys, works with them, and never lets one out: what a PKCS#11 token or a TPM is to the agent. */
export class TestHardware implements HardwareKeys {
  /** What it was asked to do, in order. */
  readonly operations: string[] = [];
  /** Whether it is there. */
  pluggedIn = true;
  private readonly keys = new Map<string, KeyPair>();
  private named = 0;

  /** The references of the keys that it has. */
  get references(): string[] {
    return [...this.keys.keys()];
  }

  /** The same, at this moment. */
  copy(): TestHardware {
    const copy = new TestHardware();
    this.keys.forEach((pair, reference) => copy.keys.set(reference, pair));
    copy.named = this.named;
    return copy;
  }

  newReference(): string {
    this.named += 1;
    return `pkcs11:token=test;object=key-${this.named}`;
  }

  async generate(algorithm: KeyAlgorithm, reference: string): Promise<void> {
    const parameters = keyParameters[algorithm];
    this.there(reference).set(
      reference,
      parameters.type === 'ec'
        ? generateKeyPairSync('ec', parameters)
        : generateKeyPairSync('rsa', parameters),
    );
    this.operations.push(`generate ${numberOf(reference)}`);
    await Promise.resolve();
  }

  has(reference: string): boolean {
    return this.there(reference).has(reference);
  }

  open(reference: string): PrivateKey {
    const pair = this.there(reference).get(reference);
    if (pair === undefined) {
      throw new IdentityStorageError(`The module has no key ${reference}.`);
    }
    return this.keyOf(numberOf(reference), pair);
  }

  forget(reference: string): void {
    this.there(reference).delete(reference);
  }

  private there(reference: string): Map<string, KeyPair> {
    if (!this.pluggedIn) {
      throw new IdentityStorageError(`The key ${reference} is not there: plug in the module.`);
    }
    return this.keys;
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

function numberOf(reference: string): string {
  return reference.replace(/.*-/, '');
}
