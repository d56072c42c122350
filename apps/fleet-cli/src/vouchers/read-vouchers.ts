import { checkVoucher, importVoucherKeys } from '@fleet/device-voucher';
import type { Output } from '../cli/output';
import { PartlyDoneError, RefusedError } from '../cli/operator-errors';
import { counted, minuteOf } from '../cli/words';
import { textLines } from '../allow-list/text-lines';
import { audienceOf, type GivenPlace } from './audience';
import type { VoucherDesk } from './desk';
import { readLine, type VoucherLine } from './voucher-lines';

/** Prints what the vouchers of a file say, and not the vouchers. Nobody verifies them here. */
export async function showVouchers(output: Output, chunks: AsyncIterable<string>): Promise<void> {
  let malformed = 0;
  for await (const { number, read } of voucherLines(chunks)) {
    if (output.isClosed()) {
      return;
    }
    if (read instanceof Error) {
      malformed += 1;
      output.say(`line ${number}: ${read.message}`);
      continue;
    }
    const { sub: serial, model, aud, iat } = read.claims;
    const issuedAt = new Date(iat * 1_000);
    await output.result(
      `${serial}  ${model}  for ${aud}  issued ${minuteOf(issuedAt)}  with the key ${read.keyId}`,
      { serial, model, audience: aud, issuedAt: issuedAt.toISOString(), keyId: read.keyId },
    );
  }
  refuseIfAny(malformed, 'malformed');
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

/** More than any line with a voucher has. */
const longestLine = 4_096;

async function* voucherLines(chunks: AsyncIterable<string>): AsyncGenerator<VoucherLine> {
  for await (const { number, text } of textLines(chunks, longestLine)) {
    const line = readLine(text, number);
    if (line !== undefined) {
      yield line;
    }
  }
}

function refuseIfAny(count: number, what: string): void {
  if (count > 0) {
    throw new PartlyDoneError(`${counted(count, 'voucher is', 'vouchers are')} ${what}.`, true);
  }
}
