import type { Command } from 'commander';
import type { Output } from '@fleet/fleet-operations';
import { chosenKey, type KeyChoice } from './chosen-key';
import type { VoucherDesk, WithVoucherDesk } from './desk';
import { checkKeyId, printPublicKey } from './printed-key';
import { withExamples } from '../cli/examples';
import { withKeyOptions, type KeyOptions } from './voucher-options';

/** `vouchers public-key` */
export function addPublicKey(vouchers: Command, withDesk: WithVoucherDesk): void {
  const command = withKeyOptions(vouchers.command('public-key'))
    .summary('print the public half of a key for the configuration')
    .description('Print the public half of a key as the configuration takes it.')
    .action((options: KeyOptions) => withDesk((desk, output) => showPublicKey(desk, output, options)));
  withExamples(
    command,
    ['of a file', 'fleet-cli vouchers public-key --key factory.pem'],
    [
      'for a script, of a key of AWS KMS',
      'fleet-cli vouchers public-key --kms-key arn:aws:kms:eu-central-1:123456789012:alias/factory --json',
    ],
  );
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
