import { createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import type { VoucherKey } from './fleet-settings';

/** What a key's id may be: it stands in the header of each voucher. */
export const voucherKeyIdRange = '1 to 64 characters of a-z, A-Z, 0-9, ".", "_" and "-"';

export function isVoucherKeyId(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(text);
}

const range = 'must be a public key on the curve P-256, as a PEM ("-----BEGIN PUBLIC KEY-----...") or a JWK';

/** A JWK's other members say nothing that is of use here; `d` is the private half. */
const jwk = z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });

/** One public key of the configuration: a PEM, or the JWK that it is kept as, which is shorter. */
export const voucherKey = z.pipe(
  z.unknown(),
  z.transform((value, context): VoucherKey => {
    const key = readKey(value);
    if (typeof key !== 'string') {
      return key;
    }
    context.issues.push({ code: 'custom', input: value, message: key });
    return z.NEVER;
  }),
);

/** @returns the key, or what is wrong with it */
function readKey(value: unknown): VoucherKey | string {
  const isPrivate = typeof value === 'string' ? value.includes('PRIVATE KEY') : 'd' in Object(value);
  if (isPrivate) {
    return 'is a private key, which has to stay in the factory: give its public half (fleet-cli vouchers keygen prints it)';
  }
  const input = inputOf(value);
  const key = input === undefined ? undefined : publicKey(input);
  return (key && voucherKeyOf(key)) ?? range;
}

function inputOf(value: unknown): string | JsonWebKeyInput | undefined {
  if (typeof value === 'string') {
    return value.includes('BEGIN PUBLIC KEY') ? value : undefined;
  }
  const parsed = jwk.safeParse(value);
  if (!parsed.success) {
    return undefined;
  }
  const { kty, crv, x, y } = parsed.data;
  return { key: { kty, crv, x, y }, format: 'jwk' };
}

function publicKey(input: string | JsonWebKeyInput): KeyObject | undefined {
  try {
    return createPublicKey(input);
  } catch {
    // OpenSSL's words say nothing to an operator: the range says what is legal.
    return undefined;
  }
}

/** The public key as the configuration keeps it; `undefined` where it is on another curve, or of another kind. */
export function voucherKeyOf(key: KeyObject): VoucherKey | undefined {
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    return undefined;
  }
  const { x, y } = key.export({ format: 'jwk' });
  return x === undefined || y === undefined ? undefined : { kty: 'EC', crv: 'P-256', x, y };
}
