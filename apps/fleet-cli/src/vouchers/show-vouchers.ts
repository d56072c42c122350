import type { Command } from 'commander';
import { textOf } from '../allow-list/list-source';
import { type Output, minuteOf } from '@fleet/fleet-operations';
import { refuseIfAny, voucherLines } from './read-vouchers';
import { withExamples } from '../cli/examples';
import type { WithVoucherDesk } from './desk';

/** `vouchers show PATH` */
export function addShowVouchers(vouchers: Command, withDesk: WithVoucherDesk): void {
  const command = vouchers
    .command('show')
    .argument('<path>', 'file with vouchers; - for standard input')
    .summary('print what vouchers say, without verifying them')
    .description('Print what the vouchers of a file say, and not the vouchers, without verifying them.')
    .action((path: string) => withDesk((_desk, output) => showVouchers(output, textOf(path))));
  withExamples(
    command,
    ['what a file says', 'fleet-cli vouchers show vouchers.jsonl'],
    ['for a script: the serials', 'fleet-cli vouchers show vouchers.jsonl --json | jq -r .serial'],
  );
}

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
