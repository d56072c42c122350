import type { Command } from 'commander';
import { checkVoucher, importVoucherKeys } from '@fleet/device-voucher';
import { textOf } from '../allow-list/list-source';
import { type Output, RefusedError, counted } from '@fleet/fleet-operations';
import { audienceOf, type GivenPlace } from './audience';
import type { VoucherDesk, WithVoucherDesk } from './desk';
import { refuseIfAny, voucherLines } from './read-vouchers';
import { withExamples } from '../cli/examples';
import { withPlaceOptions, type PlaceOptions } from './voucher-options';

/** `vouchers verify PATH` */
export function addVerifyVouchers(vouchers: Command, withDesk: WithVoucherDesk): void {
  const command = withPlaceOptions(vouchers.command('verify'))
    .argument('<path>', 'file with vouchers; - for standard input')
    .summary('verify vouchers as the fleet would')
    .description(
      'Verify the vouchers of a file as the fleet would, by the keys of its configuration. With --account and --region it ' +
        'asks AWS nothing.',
    )
    .action((path: string, place: PlaceOptions) =>
      withDesk((desk, output) => verifyVouchers(desk, output, { chunks: textOf(path), ...place })),
    );
  withExamples(
    command,
    ['for the fleet of your AWS settings', 'fleet-cli vouchers verify vouchers.jsonl'],
    [
      'in a factory without a connection',
      'fleet-cli vouchers verify vouchers.jsonl --account 123456789012 --region eu-central-1 --json',
    ],
  );
}

/**
 * Verifies the vouchers of a file as the hook of the fleet would.
 * @throws PartlyDoneError when some are not good
 */
export async function verifyVouchers(
  desk: VoucherDesk,
  output: Output,
  { chunks, ...place }: GivenPlace & { readonly chunks: AsyncIterable<string> },
): Promise<void> {
  const { voucherKeys } = desk.config;
  if (voucherKeys === undefined) {
    throw new RefusedError('The configuration has no voucherKeys: there is nothing to verify vouchers with.');
  }
  const keys = await importVoucherKeys(voucherKeys);
  const audience = await audienceOf(desk, place);
  const tally = { good: 0, refused: 0 };
  for await (const { number, text, read } of voucherLines(chunks)) {
    const refusal =
      read instanceof Error
        ? read.message
        : await checkVoucher(text, { serial: read.claims.sub, model: modelIn(desk, read), audience }, keys);
    if (refusal === undefined) {
      tally.good += 1;
    } else {
      tally.refused += 1;
      output.say(`line ${number}: ${refusal}`);
    }
  }
  await output.result(`${counted(tally.good, 'voucher is', 'vouchers are')} good.`, tally);
  refuseIfAny(tally.refused, 'not good');
}

/** A voucher for a model that the fleet does not have is good for no claim of it. */
function modelIn(
  { config }: VoucherDesk,
  { claims }: { readonly claims: { readonly model: string } },
): string {
  const [first = claims.model] = config.models;
  return config.models.includes(claims.model) ? claims.model : first;
}
