import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import * as z from 'zod/mini';
import { isProgramFault } from '@fleet/program-faults';
import type { KeyStore, NewKey } from '../keys/key-store';
import { keyReference } from './identity-record';
import { StateFile } from './state-file';

const journal = z.object({ version: z.literal(1), unclaimed: z.array(keyReference) });

/**
 * The references of keys in hardware that no identity may have: noted before a key is made, and before the identity of one
 * goes, as a power cut can come in between. Only what stands here is ever deleted: the hardware may have the keys of another
 * folder, and this folder may be empty because it is not mounted.
 */
export class KeyJournal {
  private readonly file: StateFile<z.infer<typeof journal>>;
  private unclaimed: readonly string[];
  /** Of keys that are being made for an identity. */
  private readonly making = new Set<string>();

  constructor(
    directory: string,
    private readonly keys: Pick<KeyStore, 'newReference' | 'generate' | 'forget'>,
    private readonly warn: (message: string) => void,
  ) {
    this.file = new StateFile(directory, 'keys.json', journal);
    const stored = this.file.read();
    this.unclaimed = stored.found === 'state' ? stored.state.unclaimed : [];
    if (stored.found === 'unreadable') {
      warn('keys.json in the identity folder is damaged: a key that is not used may stay in the hardware.');
    }
  }

  /**
   * Makes a key for the next identity. {@link made} is to be called when that has it.
   *
   * @param claimed the references of identities; `undefined` where they are not all known
   * @throws IdentityStorageError
   */
  async generate(algorithm: KeyAlgorithm, claimed: readonly string[] | undefined): Promise<NewKey> {
    const reference = this.freeReference(claimed) ?? this.keys.newReference();
    this.note(reference);
    if (reference !== undefined) {
      this.making.add(reference);
    }
    try {
      return await this.keys.generate(algorithm, reference);
    } catch (error) {
      this.made(reference);
      throw error;
    }
  }

  /** An identity has the key, or there is none. */
  made(reference: string | undefined): void {
    if (reference !== undefined) {
      this.making.delete(reference);
    }
  }

  /**
   * Notes a reference, if it is one, before its identity goes.
   *
   * @throws IdentityStorageError
   */
  note(reference: string | undefined): void {
    if (reference !== undefined && !this.unclaimed.includes(reference)) {
      this.write([...this.unclaimed, reference]);
    }
  }

  /**
   * Deletes the keys that no identity has. What cannot be done now is done at the next start: the hardware may be away.
   *
   * @param claimed the references of all identities
   */
  settle(claimed: readonly string[]): void {
    const left = this.unclaimed.filter(
      (reference) => this.making.has(reference) || (!claimed.includes(reference) && !this.forget(reference)),
    );
    if (left.length < this.unclaimed.length) {
      try {
        this.write(left);
      } catch (error) {
        this.tolerate(error);
      }
    }
  }

  /** Of a key that was not made, or could not be deleted: hardware that is away makes no list grow. */
  private freeReference(claimed: readonly string[] | undefined): string | undefined {
    return claimed && this.unclaimed.find((one) => !claimed.includes(one) && !this.making.has(one));
  }

  private forget(reference: string): boolean {
    try {
      this.keys.forget(reference);
      return true;
    } catch (error) {
      this.tolerate(error);
      return false;
    }
  }

  private tolerate(error: unknown): void {
    if (isProgramFault(error)) {
      throw error;
    }
    this.warn(
      `A key that is not used any more may stay for now: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  private write(unclaimed: readonly string[]): void {
    if (unclaimed.length === 0) {
      this.file.remove();
    } else {
      this.file.write({ version: 1, unclaimed: [...unclaimed] });
    }
    this.unclaimed = unclaimed;
  }
}
