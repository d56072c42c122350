import { keyThumbprint } from '@fleet/device-voucher';
import { isVoucherKeyId, voucherKeyIdRange, type VoucherKey } from '@fleet/fleet-contract';
import { UsageError, type Output } from '@fleet/fleet-operations';

/** Prints a public key as the configuration takes it. */
export async function printPublicKey(
  output: Output,
  key: VoucherKey,
  kid: string | undefined,
): Promise<void> {
  const voucherKeys = { [kid ?? (await keyThumbprint(key))]: key };
  output.say(
    "Put this into the fleet's configuration, and deploy it before the first device shows a voucher:",
  );
  const words = JSON.stringify({ provisioning: 'voucher', voucherKeys }, undefined, 2);
  await output.result(words, { voucherKeys });
}

/** @throws UsageError */
export function checkKeyId(kid: string | undefined): void {
  if (kid !== undefined && !isVoucherKeyId(kid)) {
    throw new UsageError(`--kid must be ${voucherKeyIdRange}.`);
  }
}
