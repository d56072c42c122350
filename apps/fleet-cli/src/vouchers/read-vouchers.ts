import { PartlyDoneError, counted } from '@fleet/fleet-operations';
import { textLines } from '../allow-list/text-lines';
import { readLine, type VoucherLine } from './voucher-lines';

/** More than any line with a voucher has. */
const longestLine = 4_096;

/** The lines of a file that have vouchers, or what is wrong with them. */
export async function* voucherLines(chunks: AsyncIterable<string>): AsyncGenerator<VoucherLine> {
  for await (const { number, text } of textLines(chunks, longestLine)) {
    const line = readLine(text, number);
    if (line !== undefined) {
      yield line;
    }
  }
}

/** @throws PartlyDoneError where there are any */
export function refuseIfAny(count: number, what: string): void {
  if (count > 0) {
    throw new PartlyDoneError(`${counted(count, 'voucher is', 'vouchers are')} ${what}.`, true);
  }
}
