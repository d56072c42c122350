import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isVoucherKeyId, voucherKeyIdRange, voucherKeyOf, type VoucherKey } from '@fleet/fleet-contract';
import { RefusedError, UsageError } from '@fleet/fleet-operations';
import type { VoucherDesk } from './desk';

/** A private key of a factory, in a file or in AWS KMS. */
export interface FactoryKey {
  readonly publicKey: VoucherKey;
  /** ES256, as JOSE writes it. */
  readonly sign: (input: Uint8Array) => Promise<Uint8Array>;
  /** For people. */
  readonly name: string;
  /** How many signatures are worth asking for at a time. */
  readonly atOnce: number;
}

/** @throws UsageError where the key is not one on P-256 */
export function publicHalf(key: KeyObject, name: string): VoucherKey {
  const half = voucherKeyOf(key);
  if (half === undefined) {
    throw new UsageError(`${name} is not a key on the curve P-256. fleet-cli vouchers keygen makes one.`);
  }
  return half;
}

/**
 * Under which id the fleet verifies what the key signs: the one that the configuration has it under.
 * @throws UsageError, RefusedError
 */
export function keyIdOf(desk: VoucherDesk, { publicKey, name }: FactoryKey, given?: string): string {
  const known = Object.entries(desk.config.voucherKeys ?? {});
  if (given === undefined) {
    const [keyId] = known.find(([, key]) => isDeepStrictEqual(key, publicKey)) ?? [];
    if (keyId !== undefined) {
      return keyId;
    }
    throw new RefusedError(
      `The fleet would accept no voucher of ${name}: voucherKeys of its configuration has no such public key. ` +
        'Add it (fleet-cli vouchers public-key prints it), or give its id with --kid.',
    );
  }
  if (!isVoucherKeyId(given)) {
    throw new UsageError(`--kid must be ${voucherKeyIdRange}.`);
  }
  const configured = known.find(([keyId]) => keyId === given)?.[1];
  if (configured !== undefined && !isDeepStrictEqual(configured, publicKey)) {
    throw new RefusedError(
      `voucherKeys of the configuration has another key as ${given}: give the right --kid.`,
    );
  }
  return given;
}
