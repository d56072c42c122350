import { Option, type Command } from 'commander';
import { textOf } from '../allow-list/list-source';
import type { VoucherDesk } from '../vouchers/desk';
import { issueVouchers } from '../vouchers/issue';
import { makeFactoryKey, showPublicKey } from '../vouchers/keygen';
import { showVouchers, verifyVouchers } from '../vouchers/read-vouchers';
import { voucherFormats, type VoucherFormat } from '../vouchers/voucher-lines';
import { UsageError } from './operator-errors';
import type { Output } from './output';

/** Has something done with the configuration, and with AWS only where that is asked for. */
export type WithVoucherDesk = (work: (desk: VoucherDesk, output: Output) => Promise<void>) => Promise<void>;

interface KeyOptions {
  readonly key?: string;
  readonly kmsKey?: string;
  readonly kid?: string;
}

interface PlaceOptions {
  readonly account?: string;
  readonly region?: string;
}

interface IssueOptions extends KeyOptions, PlaceOptions {
  readonly file?: string;
  readonly model?: string;
  readonly out: string;
  readonly format?: VoucherFormat;
}

/** Commands for the factory: its key, and the vouchers that it signs. */
export function addVoucherCommands(vouchers: Command, withDesk: WithVoucherDesk): void {
  addKeyCommands(vouchers, withDesk);
  withPlaceOptions(withKeyOptions(vouchers.command('issue')))
    .argument('[serial]')
    .description('sign a voucher for a serial, or for each line of a file; run again to resume')
    .option(
      '--file <path>',
      'a serial on each line, or serial,model; # begins a comment; - for standard input',
    )
    .option('--model <model>', 'model of lines that name none')
    .requiredOption('--out <path>', 'file that the vouchers are added to; only you can read it')
    .addOption(
      new Option(
        '--format <format>',
        'JSON lines, a table, or the vouchers alone (default: by the name of --out, else jsonl)',
      ).choices(voucherFormats),
    )
    .action((serial: string | undefined, { file, ...options }: IssueOptions) => {
      const chunks = wantedText(serial, file);
      const named = voucherFormats.find((each) => options.out.endsWith(`.${each}`));
      const format = options.format ?? named ?? 'jsonl';
      return withDesk((desk, output) => issueVouchers(desk, output, { ...options, format, chunks }));
    });
  vouchers
    .command('show')
    .argument('<path>', 'file with vouchers; - for standard input')
    .description('print what vouchers say, without verifying them')
    .action((path: string) => withDesk((_desk, output) => showVouchers(output, textOf(path))));
  withPlaceOptions(vouchers.command('verify'))
    .argument('<path>', 'file with vouchers; - for standard input')
    .description('verify vouchers as the fleet would')
    .action((path: string, place: PlaceOptions) =>
      withDesk((desk, output) => verifyVouchers(desk, output, { chunks: textOf(path), ...place })),
    );
}

function addKeyCommands(vouchers: Command, withDesk: WithVoucherDesk): void {
  vouchers
    .command('keygen')
    .description('make the key pair of a factory; print the public key for the configuration')
    .requiredOption('--out <path>', 'new file for the private key; only you can read it')
    .option('--kid <id>', 'id of the key in the configuration (default: its thumbprint)')
    .action((options: { out: string; kid?: string }) =>
      withDesk((_desk, output) => makeFactoryKey(output, options)),
    );
  withKeyOptions(vouchers.command('public-key'))
    .description('print the public half of a key for the configuration')
    .action((options: KeyOptions) => withDesk((desk, output) => showPublicKey(desk, output, options)));
}

function withKeyOptions(command: Command): Command {
  return command
    .addOption(new Option('--key <path>', 'PEM file with the private key of the factory').conflicts('kmsKey'))
    .option('--kms-key <arn>', 'a key of AWS KMS (ECC_NIST_P256, SIGN_VERIFY) in place of a file')
    .option('--kid <id>', 'id of the key (default: the one that the configuration has it under)');
}

function withPlaceOptions(command: Command): Command {
  return command
    .option('--account <id>', 'account of the fleet (default: the one of your credentials)')
    .option('--region <region>', 'region of the fleet (default: the one of your AWS settings)');
}

function wantedText(serial: string | undefined, file: string | undefined): AsyncIterable<string> {
  if (serial !== undefined && file === undefined) {
    return oneLine(serial);
  }
  if (serial === undefined && file !== undefined) {
    return textOf(file);
  }
  throw new UsageError('Give one serial, or --file with a list of them.');
}

async function* oneLine(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(`${text}\n`);
}
