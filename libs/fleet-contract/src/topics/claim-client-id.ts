/**
 * Client ids of connections made with a claim certificate. A thing is never named so (see the serials), hence a
 * policy that allows only these keeps a leaked claim from knocking devices off their connections.
 */
export const claimClientIdPrefix = 'claim:';

/** Fresh randomness that one claim client id takes. */
export const claimClientIdBytes = 8;

/**
 * A claim client id for one connection.
 * @param random exactly {@link claimClientIdBytes} random bytes
 * @throws RangeError for any other number of bytes
 */
export function claimClientId(random: Uint8Array): string {
  if (random.byteLength !== claimClientIdBytes) {
    throw new RangeError(
      `A claim client id takes ${claimClientIdBytes} random bytes, not ${random.byteLength}.`,
    );
  }
  const digits = Array.from(random, (byte) => byte.toString(16).padStart(2, '0'));
  return claimClientIdPrefix + digits.join('');
}

export function isClaimClientId(clientId: string): boolean {
  return /^claim:[0-9a-f]{16}$/.test(clientId);
}
