import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentityKey } from '@fleet/certificate-request';
import { keyOfPem } from '../../../../apps/edge-agent/src/keys/files/file-key';
import { keyFiles } from '../../../../apps/edge-agent/src/keys/files/key-files';
import type { KeyStore } from '../../../../apps/edge-agent/src/keys/key-store';
import type { PrivateKey } from '../../../../apps/edge-agent/src/keys/private-key';

/** So many keys do all devices share: AWS IoT makes another certificate for the same key each time. */
const keyCount = 64;

/**
 * Key files as the agent has them, whose keys are made and parsed beforehand: that takes a processor longer than all else
 * a device does, and none of it is what a storm is about.
 */
export function stormKeys(): KeyStore {
  const pems = Array.from({ length: keyCount }, generateIdentityKey);
  const keys = new Map<string, PrivateKey>(pems.map((pem) => [pem, keyOfPem(pem)]));
  const turns = inTurn(pems);
  return {
    ...keyFiles,
    generate: () => {
      const content = turns.next().value;
      return Promise.resolve({ files: keyFiles.fileNames.map((name) => ({ name, content })) });
    },
    open: (place) => {
      const [name = ''] = keyFiles.fileNames;
      return keys.get(readFileSync(join(place.directory, name), 'utf8')) ?? keyFiles.open(place);
    },
  };
}

function* inTurn(pems: readonly string[]): Generator<string, never> {
  for (;;) {
    yield* pems;
  }
}
