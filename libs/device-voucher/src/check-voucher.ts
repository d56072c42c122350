import { compactVerify, errors } from 'jose';
import { MalformedVoucherError, readVoucher, type Voucher } from './voucher';
import type { VoucherKeys } from './voucher-keys';

/** Why a voucher lets no device in. Each is a word for logs and metrics; none says anything of the voucher itself. */
export type VoucherRefusal =
  | 'no-voucher'
  | 'malformed-voucher'
  /** The fleet has no key of that id, or not any more. */
  | 'unknown-voucher-key'
  /** The key of that id has not signed it. */
  | 'forged-voucher'
  /** It is genuine, and for another fleet, serial or model. */
  | 'voucher-of-another-fleet'
  | 'voucher-of-another-device'
  | 'voucher-of-another-model';

/** The device that asks, as the cloud knows it. */
export interface VouchedDevice {
  readonly serial: string;
  /** Of its claim. */
  readonly model: string;
  readonly audience: string;
}

/**
 * Whether a voucher is the factory's word for this very device. It proves where the device comes from, and is not used
 * up: what the fleet has on record decides who may still come.
 * @returns why not; `undefined` when it is good
 */
export async function checkVoucher(
  text: string | undefined,
  device: VouchedDevice,
  keys: VoucherKeys,
): Promise<VoucherRefusal | undefined> {
  if (text === undefined) {
    return 'no-voucher';
  }
  const voucher = readIfWellFormed(text);
  if (voucher === undefined) {
    return 'malformed-voucher';
  }
  const key = keys.get(voucher.keyId);
  if (key === undefined) {
    return 'unknown-voucher-key';
  }
  if (!(await isSignedWith(key, text))) {
    return 'forged-voucher';
  }
  return mismatchOf(voucher, device);
}

function readIfWellFormed(text: string): Voucher | undefined {
  try {
    return readVoucher(text);
  } catch (error) {
    if (error instanceof MalformedVoucherError) {
      return undefined;
    }
    throw error;
  }
}

async function isSignedWith(key: Parameters<typeof compactVerify>[1], text: string): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: ['ES256'] });
    return true;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      return false;
    }
    throw error;
  }
}

function mismatchOf({ claims }: Voucher, device: VouchedDevice): VoucherRefusal | undefined {
  if (claims.aud !== device.audience) {
    return 'voucher-of-another-fleet';
  }
  if (claims.sub !== device.serial) {
    return 'voucher-of-another-device';
  }
  return claims.model === device.model ? undefined : 'voucher-of-another-model';
}
