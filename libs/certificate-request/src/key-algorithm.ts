import type { KeyObject } from 'node:crypto';

/** The algorithms of keys that a device may have its certificates issued for [API reference, CreateCertificateFromCsr]. */
export const keyAlgorithms = ['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048', 'rsa-3072'] as const;

export type KeyAlgorithm = (typeof keyAlgorithms)[number];

export type KeyParameters =
  | { readonly type: 'ec'; readonly namedCurve: string }
  | { readonly type: 'rsa'; readonly modulusLength: number };

/** What OpenSSL makes a key of each algorithm by. */
export const keyParameters: Readonly<Record<KeyAlgorithm, KeyParameters>> = {
  'ec-p256': { type: 'ec', namedCurve: 'prime256v1' },
  'ec-p384': { type: 'ec', namedCurve: 'secp384r1' },
  'ec-p521': { type: 'ec', namedCurve: 'secp521r1' },
  'rsa-2048': { type: 'rsa', modulusLength: 2048 },
  'rsa-3072': { type: 'rsa', modulusLength: 3072 },
};

/** Made in a millisecond also by a small device, which an RSA key takes seconds. */
export const defaultKeyAlgorithm: KeyAlgorithm = 'ec-p256';

/**
 * What a key, public or private, is one of: a {@link KeyAlgorithm}, or by the same pattern the name of another
 * that somebody else chose, as `rsa-4096`.
 */
export function keyAlgorithmOf(key: KeyObject): string {
  const { asymmetricKeyType: type = key.type, asymmetricKeyDetails: details = {} } = key;
  const { namedCurve, modulusLength } = details;
  const known = keyAlgorithms.find((algorithm) => {
    const parameters = keyParameters[algorithm];
    return (
      parameters.type === type &&
      (parameters.type === 'ec'
        ? parameters.namedCurve === namedCurve
        : parameters.modulusLength === modulusLength)
    );
  });
  return known ?? [type, namedCurve ?? modulusLength].filter((part) => part !== undefined).join('-');
}
