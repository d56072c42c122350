import type { HardwareKeys } from '../hardware-keys';
import type { KeyStore } from '../key-store';
import { keyFiles } from './key-files';

/**
 * New keys in hardware. A device that had key files before goes on with them until it rotates: an identity without a reference
 * has its key in a file.
 */
export function keysInHardware(hardware: HardwareKeys): KeyStore {
  return {
    newReference: () => withoutPin(hardware.newReference()),
    generate: async (algorithm, reference) => {
      if (reference === undefined) {
        throw new TypeError('A key in hardware needs a reference.');
      }
      await hardware.generate(algorithm, reference);
      return { reference, files: [] };
    },
    take: undefined,
    has: (place) => (place.reference === undefined ? keyFiles.has(place) : hardware.has(place.reference)),
    open: (place) => (place.reference === undefined ? keyFiles.open(place) : hardware.open(place.reference)),
    uriOf: (place) => place.reference ?? keyFiles.uriOf(place),
    fileNames: keyFiles.fileNames,
    forget: (reference) => hardware.forget(reference),
  };
}

/** A reference is written into records, and read in warnings. */
function withoutPin(reference: string): string {
  if (/pin-value/i.test(decodeURIComponent(reference))) {
    throw new TypeError(
      'The reference of a new key has a PIN in it (pin-value): leave it out, or name a pin-source.',
    );
  }
  return reference;
}
