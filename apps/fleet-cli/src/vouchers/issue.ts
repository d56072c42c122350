import { makeVoucher, type VoucherSigner } from '@fleet/device-voucher';
import type { Output } from '../cli/output';
import { PartlyDoneError, RefusedError } from '../cli/operator-errors';
import { progressOf } from '../cli/progress';
import { counted } from '../cli/words';
import { audienceOf, type GivenPlace } from './audience';
import type { VoucherDesk } from './desk';
import { chosenKey, type KeyChoice } from './chosen-key';
import { keyIdOf } from './factory-key';
import { VoucherFile } from './voucher-file';
import { csvHeading, isBegunLine, writeLine, type VoucherFormat, type VoucherLine } from './voucher-lines';
import { wantedVouchers, type WantedList, type WantedVoucher } from './wanted-vouchers';

export interface IssueRequest extends KeyChoice, GivenPlace, WantedList {
  readonly out: string;
  readonly format: VoucherFormat;
  readonly kid?: string | undefined;
}

interface Tally {
  issued: number;
  found: number;
  refused: number;
}

/** What all vouchers of a run have in common. */
interface Run {
  readonly signer: VoucherSigner;
  readonly aud: string;
  readonly iat: number;
  readonly atOnce: number;
}

/**
 * Makes a voucher for every device of a list, in its order, into a file. A run that was interrupted goes on where the
 * file ends. However long the list is, no more is held than the vouchers that are being signed.
 * @throws UsageError, RefusedError, PartlyDoneError when lines were refused
 */
export async function issueVouchers(desk: VoucherDesk, output: Output, request: IssueRequest): Promise<void> {
  const run = await runOf(desk, request);
  const tally: Tally = { issued: 0, found: 0, refused: 0 };
  const wanted = wantedVouchers(desk.config, request, (line, reason) => {
    tally.refused += 1;
    output.say(`line ${line}: ${reason}`);
  });
  const file = await VoucherFile.open(request.out, request.format);
  try {
    const first = await skipIssued(wanted, file, run, request, tally);
    if (tally.found > 0) {
      output.say(`${request.out} has ${counted(tally.found, 'voucher')} of this list: the others follow.`);
    }
    if (first !== undefined) {
      await file.beginWriting();
      const tick = progressOf(output.say, () => tallyWords(tally));
      await issueAll(following(first, wanted), file, run, request.format, (count) => {
        tally.issued += count;
        tick();
      });
    }
  } finally {
    await file.close();
  }
  await output.result(`Done: ${tallyWords(tally)}.`, tally);
  if (tally.refused > 0) {
    const refused = counted(tally.refused, 'line was', 'lines were');
    throw new PartlyDoneError(`${refused} refused; all others have a voucher.`, true);
  }
}

async function runOf(desk: VoucherDesk, request: IssueRequest): Promise<Run> {
  const key = await chosenKey(desk, request);
  const keyId = keyIdOf(desk, key, request.kid);
  const aud = await audienceOf(desk, request);
  const iat = Math.floor(desk.now().getTime() / 1_000);
  return { signer: { keyId, sign: key.sign }, aud, iat, atOnce: key.atOnce };
}

/**
 * Goes through list and file side by side, as far as the file goes.
 * @returns the first device without a voucher
 * @throws RefusedError where the file is of another list, key or fleet
 */
async function skipIssued(
  wanted: AsyncIterator<WantedVoucher>,
  file: VoucherFile,
  run: Run,
  { out, format }: IssueRequest,
  tally: Tally,
): Promise<WantedVoucher | undefined> {
  for await (const line of file.vouchers()) {
    const next = await wanted.next();
    if (next.done === true || !isIssuedBy(run, line, next.value)) {
      throw foreignFile(out, `line ${line.number}`);
    }
    tally.found += 1;
  }
  const next = await wanted.next();
  const first = next.done === true ? undefined : next.value;
  const rest = file.unfinishedLine;
  const isHeading = format === 'csv' && tally.found === 0 && csvHeading.startsWith(rest);
  if (rest !== '' && !isHeading && (first === undefined || !isBegunLine(rest, format, first))) {
    throw foreignFile(out, 'the end');
  }
  return first;
}

function foreignFile(out: string, where: string): RefusedError {
  return new RefusedError(
    `${out} has at ${where} no voucher of this run: it is of another list, key or fleet. It is left as it is: name ` +
      'another --out.',
  );
}

function isIssuedBy({ signer, aud }: Run, { read }: VoucherLine, { serial, model }: WantedVoucher): boolean {
  if (read instanceof Error) {
    return false;
  }
  const { claims, keyId } = read;
  return keyId === signer.keyId && claims.aud === aud && claims.sub === serial && claims.model === model;
}

async function* following(
  first: WantedVoucher,
  others: AsyncIterable<WantedVoucher>,
): AsyncGenerator<WantedVoucher> {
  yield first;
  yield* others;
}

/** Signs so many at once, and writes them before the next ones are read: the list waits for key and disk. */
async function issueAll(
  wanted: AsyncIterable<WantedVoucher>,
  file: VoucherFile,
  run: Run,
  format: VoucherFormat,
  issued: (count: number) => void,
): Promise<void> {
  let batch: WantedVoucher[] = [];
  const flush = async () => {
    await file.append(await Promise.all(batch.map((each) => lineOf(run, format, each))));
    issued(batch.length);
    batch = [];
  };
  for await (const each of wanted) {
    batch.push(each);
    if (batch.length >= run.atOnce) {
      await flush();
    }
  }
  await flush();
}

async function lineOf(
  { signer, aud, iat }: Run,
  format: VoucherFormat,
  { serial, model }: WantedVoucher,
): Promise<string> {
  const voucher = await makeVoucher(signer, { sub: serial, model, aud, iat });
  return writeLine(format, { serial, model, voucher });
}

function tallyWords({ issued, found, refused }: Tally): string {
  return `${counted(issued, 'voucher')} issued, ${found} were there already, ${refused} refused`;
}
