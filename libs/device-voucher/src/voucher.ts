import * as z from 'zod/mini';

/** The media type in the header of a voucher (RFC 8725, 3.11): no other token that the key has signed passes for one. */
export const voucherType = 'device-voucher+jwt';

/** Characters of a voucher, which are its bytes. */
export const longestVoucher = 1_024;

/** What the factory says of one device. */
export interface VoucherClaims {
  /** The serial number. */
  readonly sub: string;
  readonly model: string;
  /** The fleet that the device is made for: {@link voucherAudience}. */
  readonly aud: string;
  /** When it was issued, in seconds since the epoch. A voucher has no end. */
  readonly iat: number;
}

/** A voucher as it is written. Nobody has verified it yet. */
export interface Voucher {
  /** Which of the fleet's public keys verifies it. */
  readonly keyId: string;
  readonly claims: VoucherClaims;
}

export class MalformedVoucherError extends Error {
  override readonly name = 'MalformedVoucherError';

  /** @param fault says nothing of what is in it: a voucher is never logged */
  constructor(fault: string) {
    super(`This is no device voucher: ${fault}.`);
  }
}

/** A signature of ES256 has 64 bytes: of the last character only the first two bits count, the others are 0. */
const shape = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]{85}[AQgw]$/;

const header = z.object({
  alg: z.literal('ES256'),
  kid: z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/)),
  typ: z.literal(voucherType),
});

/** No control character, and nothing beyond ASCII: those could move the cursor of the terminal of whoever has a voucher shown. */
const printable = z.string().check(z.regex(/^[ -~]*$/));

/** In seconds: a date of JavaScript goes no further. */
const lastMoment = 8_640_000_000_000;

const claims = z.object({
  sub: printable,
  model: printable,
  aud: printable,
  iat: z.int().check(z.nonnegative(), z.lte(lastMoment)),
});

/**
 * Reads a voucher without verifying it.
 * @throws MalformedVoucherError
 */
export function readVoucher(text: string): Voucher {
  if (text.length > longestVoucher) {
    throw new MalformedVoucherError(`it has more than ${longestVoucher} characters`);
  }
  const [, protectedHeader, payload] = shape.exec(text) ?? [];
  if (protectedHeader === undefined || payload === undefined) {
    throw new MalformedVoucherError('it is not a compact JWS with a signature of ES256');
  }
  const { kid } = membersOf('header', protectedHeader, header);
  return { keyId: kid, claims: membersOf('payload', payload, claims) };
}

/** Who a voucher is for: one fleet. */
export function voucherAudience(fleet: {
  readonly accountId: string;
  readonly region: string;
  readonly resourceTag: string;
}): string {
  return `${fleet.accountId}/${fleet.region}/${fleet.resourceTag}`;
}

/**
 * One of the two JSON objects. It has the schema's members and no other, each once, and is written in the one way that
 * leaves nothing to interpret: ASCII, without a blank or an escape that need not be. Who verifies and who reads then see the same.
 */
function membersOf<Members>(
  part: string,
  base64url: string,
  schema: z.ZodMiniType<Members> & Shaped,
): Members {
  const bytes = Buffer.from(base64url, 'base64');
  const text = bytes.toString('latin1');
  if (!/^[ -~]*$/.test(text) || toBase64url(bytes) !== base64url) {
    throw new MalformedVoucherError(`its ${part} is not the base64url of ASCII text`);
  }
  const value = parseJson(part, text);
  const parsed = schema.safeParse(value);
  const names = Object.keys(schema.shape);
  if (!parsed.success || Object.keys(value).length !== names.length || JSON.stringify(value) !== text) {
    throw new MalformedVoucherError(`its ${part} is not a plain JSON object of ${names.join(', ')}`);
  }
  return parsed.data;
}

interface Shaped {
  readonly shape: object;
}

function parseJson(part: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) {
      return value;
    }
  } catch {
    // The parser's message quotes the text: it is dropped on purpose.
  }
  throw new MalformedVoucherError(`its ${part} is not a JSON object`);
}

/** Not `toString('base64url')`: the oldest Node.js that an agent runs on has no such encoding. */
function toBase64url(bytes: Buffer): string {
  return bytes.toString('base64').replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
