import { createHash, timingSafeEqual } from 'node:crypto';

/** What is kept of a secret: whoever reads the memory of this process finds none, and all are equally long. */
export type SecretDigest = Buffer;

export function digestOf(secret: string): SecretDigest {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Compares in a time that says nothing of where they differ. */
export function isSecret(digest: SecretDigest, secret: string): boolean {
  return timingSafeEqual(digest, digestOf(secret));
}
