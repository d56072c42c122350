import { base64url } from 'jose';
import { readVoucher, voucherType, type VoucherClaims } from './voucher';

/** Whoever holds the factory's private key. */
export interface VoucherSigner {
  readonly keyId: string;
  /** ECDSA on P-256 over SHA-256 of `input`, as JOSE writes it: r and s, 32 bytes each. */
  readonly sign: (input: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Makes the voucher of one device.
 * @throws MalformedVoucherError where the signer or the claims are not what a voucher can have
 */
export async function makeVoucher(
  signer: VoucherSigner,
  { sub, model, aud, iat }: VoucherClaims,
): Promise<string> {
  const header = encoded({ alg: 'ES256', kid: signer.keyId, typ: voucherType });
  const input = `${header}.${encoded({ sub, model, aud, iat })}`;
  const signature = await signer.sign(Buffer.from(input));
  const voucher = `${input}.${base64url.encode(signature)}`;
  readVoucher(voucher);
  return voucher;
}

function encoded(value: object): string {
  return base64url.encode(JSON.stringify(value));
}
