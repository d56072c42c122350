import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { IdentityStorageError, storageFailure } from '../../identity/storage-error';
import type { KeyPlace, KeyStore, NewKey } from '../key-store';
import { keyMaking, keyOfPem } from './file-key';

const fileName = 'private.pem.key';

/**
 * Keys in files: each lies in the folder of its identity, unencrypted, for the owner alone. It is read when it is needed, so
 * that it does not lie in memory for weeks.
 */
export const keyFiles: KeyStore = {
  newReference: () => undefined,
  generate: async (algorithm) => newKey(await (await keyMaking()).generateIdentityKeyOf(algorithm)),
  take: newKey,
  has: (place) => place.reference === undefined && existsSync(pathOf(place)),
  open: (place) => {
    if (place.reference !== undefined) {
      throw new IdentityStorageError(
        `The key ${place.reference} is in hardware, and this agent works with key files: start the agent that made it.`,
      );
    }
    return keyOfPem(read(pathOf(place)));
  },
  uriOf: (place) => place.reference ?? pathToFileURL(pathOf(place)).href,
  fileNames: [fileName],
  // A key has gone with the folder of its identity.
  forget: () => undefined,
};

function newKey(pem: string): NewKey {
  return { files: [{ name: fileName, content: pem }] };
}

function pathOf({ directory }: KeyPlace): string {
  return join(directory, fileName);
}

/** @throws IdentityStorageError */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw storageFailure(`read ${path}`, error);
  }
}
