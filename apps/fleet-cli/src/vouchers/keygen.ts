import { generateKeyPair, type KeyObject } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { isVoucherKeyId, voucherKeyIdRange, type VoucherKey } from '@fleet/fleet-contract';
import type { Output } from '../cli/output';
import { RefusedError, UsageError } from '../cli/operator-errors';
import { keyThumbprint } from '@fleet/device-voucher';
import type { VoucherDesk } from './desk';
import { chosenKey, type KeyChoice } from './chosen-key';
import { publicHalf } from './factory-key';

const pairInThread = promisify(generateKeyPair);

/**
 * Makes the key pair of a factory: the private half goes into a file, the public one is printed.
 * @throws UsageError, RefusedError where there is such a file already
 */
export async function makeFactoryKey(
  output: Output,
  { out, kid }: { readonly out: string; readonly kid?: string | undefined },
): Promise<void> {
  checkKeyId(kid);
  const { privateKey, publicKey } = await pairInThread('ec', { namedCurve: 'P-256' });
  await writeNewFile(out, pemOf(privateKey));
  output.say(`${out} has the private key. Keep it in the factory: whoever has it can make vouchers.`);
  await printPublicKey(output, publicHalf(publicKey, out), kid);
}

/** Prints the public half of a key that is there, as the configuration takes it. */
export async function showPublicKey(
  desk: VoucherDesk,
  output: Output,
  choice: KeyChoice & { readonly kid?: string | undefined },
): Promise<void> {
  checkKeyId(choice.kid);
  const { publicKey } = await chosenKey(desk, choice);
  await printPublicKey(output, publicKey, choice.kid);
}

async function printPublicKey(output: Output, key: VoucherKey, kid: string | undefined): Promise<void> {
  const voucherKeys = { [kid ?? (await keyThumbprint(key))]: key };
  output.say(
    "Put this into the fleet's configuration, and deploy it before the first device shows a voucher:",
  );
  const words = JSON.stringify({ provisioning: 'voucher', voucherKeys }, undefined, 2);
  await output.result(words, { voucherKeys });
}

function checkKeyId(kid: string | undefined): void {
  if (kid !== undefined && !isVoucherKeyId(kid)) {
    throw new UsageError(`--kid must be ${voucherKeyIdRange}.`);
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Never over another one: that key may have signed a million vouchers. */
async function writeNewFile(path: string, content: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isNativeError(error) || !('code' in error)) {
      throw error;
    }
    if (error.code === 'EEXIST') {
      throw new RefusedError(`${path} is there already, and is left as it is: name another --out.`, {
        cause: error,
      });
    }
    throw new UsageError(`--out ${path} cannot be written: ${error.message}`, { cause: error });
  }
}
