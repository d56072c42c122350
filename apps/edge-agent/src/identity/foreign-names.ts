import { existsSync, readdirSync } from 'node:fs';
import { unfinishedSuffix } from './durable-files';
import { currentPointer } from './identity-reader';
import { storageFailure } from './storage-error';

/** All that agents of any version make in an identity folder: identities, states, sockets, what is unfinished. */
const own = /^(\d{8}T\d{6}Z-[0-9a-f]{8}|[a-z]+\.json|agent-[0-9a-f]{8}\.socket)$/;

/**
 * What is in a folder, and in no identity folder.
 *
 * @throws IdentityStorageError
 */
export function foreignNames(directory: string): string[] {
  try {
    return existsSync(directory)
      ? readdirSync(directory).filter(
          (name) => name !== currentPointer && !name.endsWith(unfinishedSuffix) && !own.test(name),
        )
      : [];
  } catch (error) {
    throw storageFailure(`read ${directory}`, error);
  }
}
