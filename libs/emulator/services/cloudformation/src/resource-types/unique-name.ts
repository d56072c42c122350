import type { UniqueNameOptions } from '@fleet/resource-types';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const nonceLength = 12;

/** Twelve letters and digits, as CloudFormation appends them to the names it makes. */
export function nameNonce(randomBytes: (size: number) => Uint8Array): string {
  let nonce = '';
  while (nonce.length < nonceLength) {
    for (const byte of randomBytes(nonceLength)) {
      // Bytes beyond the last whole multiple of the alphabet would favour its first letters.
      if (byte < 252 && nonce.length < nonceLength) {
        nonce += alphabet.charAt(byte % alphabet.length);
      }
    }
  }
  return nonce;
}

/** `<stack>-<logicalId>-<nonce>`; stack and logical id are shortened evenly where the service's limit demands it. */
export function uniqueName(
  stackName: string,
  logicalId: string,
  nonce: string,
  { maxLength = 64, lowercase = false }: UniqueNameOptions = {},
): string {
  const room = Math.max(2, maxLength - nonce.length - 2);
  const half = Math.floor(room / 2);
  const stackRoom = Math.max(half, room - logicalId.length);
  const stackPart = stackName.slice(0, stackRoom);
  const name = `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${nonce}`;
  return lowercase ? name.toLowerCase() : name;
}
