import type { Command } from 'commander';
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { type Output, RefusedError, UsageError } from '@fleet/fleet-operations';
import { publicHalf } from './factory-key';
import { checkKeyId, printPublicKey } from './printed-key';
import { withExamples } from '../cli/examples';
import type { WithVoucherDesk } from './desk';

/** `vouchers keygen` */
export function addKeygen(vouchers: Command, withDesk: WithVoucherDesk): void {
  const command = vouchers
    .command('keygen')
    .summary('make the key pair of a factory')
    .description(
      'Make the key pair of a factory: the private key in a new file (0600), the public key printed as the configuration ' +
        'takes it. It asks AWS nothing.',
    )
    .requiredOption('--out <path>', 'new file for the private key; only you can read it')
    .option('--kid <id>', 'id of the key in the configuration (default: its thumbprint)')
    .action((options: { out: string; kid?: string }) =>
      withDesk((_desk, output) => makeFactoryKey(output, options)),
    );
  withExamples(
    command,
    ['a key pair', 'fleet-cli vouchers keygen --out factory.pem'],
    [
      'for a script, with an id of your own: what goes into the configuration',
      'fleet-cli vouchers keygen --out factory.pem --kid factory-1 --json | jq -c .voucherKeys',
    ],
  );
}

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
