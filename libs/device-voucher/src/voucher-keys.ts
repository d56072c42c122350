import { calculateJwkThumbprint, importJWK, type CryptoKey } from 'jose';

/** The public keys of a fleet, by the `kid` of the vouchers that they verify. */
export type VoucherKeys = ReadonlyMap<string, CryptoKey>;

/** The public half of an ECDSA key on the curve P-256 (RFC 7518, 6.2). */
export interface EcPublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** Gets the public keys of a fleet's configuration ready for use. They are good for ES256 and nothing else. */
export async function importVoucherKeys(keys: Readonly<Record<string, EcPublicJwk>>): Promise<VoucherKeys> {
  const imported = await Promise.all(
    Object.entries(keys).map(async ([keyId, jwk]): Promise<readonly [string, CryptoKey]> => {
      const key = await importJWK(jwk, 'ES256');
      if (key instanceof Uint8Array) {
        throw new TypeError(`The voucher key ${keyId} is a secret, where a public key is needed.`);
      }
      return [keyId, key];
    }),
  );
  return new Map(imported);
}

/** A name for a key that follows from the key (RFC 7638). */
export function keyThumbprint(key: EcPublicJwk): Promise<string> {
  return calculateJwkThumbprint(key);
}
