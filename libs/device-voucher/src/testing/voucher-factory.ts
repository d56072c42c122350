import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { makeVoucher, type VoucherSigner } from '../make-voucher';
import { importVoucherKeys, type EcPublicJwk, type VoucherKeys } from '../voucher-keys';
import type { VoucherClaims } from '../voucher';

/** A factory with a key pair of its own. */
export interface VoucherFactory {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: EcPublicJwk;
  readonly signer: VoucherSigner;
  /** What a fleet that trusts this factory verifies with. */
  readonly keys: () => Promise<VoucherKeys>;
  readonly voucher: (claims: Omit<VoucherClaims, 'iat'>) => Promise<string>;
}

export function voucherFactory(keyId = 'factory-1'): VoucherFactory {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined) {
    throw new Error('A key on a curve has two coordinates');
  }
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const signer: VoucherSigner = {
    keyId,
    sign: (input) => Promise.resolve(sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  };
  return {
    keyId,
    privateKey,
    publicKey,
    jwk,
    signer,
    keys: () => importVoucherKeys({ [keyId]: jwk }),
    voucher: (claims) => makeVoucher(signer, { ...claims, iat: 1_767_225_600 }),
  };
}

/** A compact JWS of any two texts, as an attacker writes it. */
export function jws(header: string, payload: string, signatureOf: (input: string) => Buffer): string {
  const base64url = (text: string) => Buffer.from(text).toString('base64url');
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${signatureOf(input).toString('base64url')}`;
}
