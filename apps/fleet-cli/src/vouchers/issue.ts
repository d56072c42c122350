import { Option, type Command } from 'commander';
import { makeVoucher, type VoucherSigner } from '@fleet/device-voucher';
import { type Output, PartlyDoneError, RefusedError, UsageError, counted } from '@fleet/fleet-operations';
import { audienceOf, type GivenPlace } from './audience';
import type { VoucherDesk, WithVoucherDesk } from './desk';
import { chosenKey, type KeyChoice } from './chosen-key';
import { keyIdOf } from './factory-key';
import { VoucherFile } from './voucher-file';
import {
  csvHeading,
  isBegunLine,
  writeLine,
  type VoucherFormat,
  type VoucherLine,
  voucherFormats,
} from './voucher-lines';
import { wantedVouchers, type WantedList, type WantedVoucher } from './wanted-vouchers';
import { textOf } from '../allow-list/list-source';
import { withExamples } from '../cli/examples';
import { withKeyOptions, withPlaceOptions, type KeyOptions, type PlaceOptions } from './voucher-options';

interface IssueOptions extends KeyOptions, PlaceOptions {
  readonly file?: string;
  readonly model?: string;
  readonly out: string;
  readonly format?: VoucherFormat;
}

/** `vouchers issue` */
export function addIssue(vouchers: Command, withDesk: WithVoucherDesk): void {
  const command = withPlaceOptions(withKeyOptions(vouchers.command('issue')))
    .argument('[serial]', 'serial number of the device; or --file')
    .summary('sign a voucher for a serial, or for each line of a file')
    .description(
      'Sign a voucher for a serial, or for each line of a file, into a file (0600) of JSON lines, a table (.csv), or the ' +
        'vouchers alone (.jws). Safe to repeat: after an interruption, run it again with the same list. With --account and ' +
        '--region, and a key in a file, it asks AWS nothing.',
    )
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
  withExamples(
    command,
    [
      'for one device',
      'fleet-cli vouchers issue sensor-0042 --model sensor --key factory.pem --out vouchers.jsonl',
    ],
    [
      'for a batch, in a factory without a connection',
      'fleet-cli vouchers issue --file serials.csv --key factory.pem --out vouchers.jsonl --account 123456789012 --region eu-central-1',
    ],
    [
      'in a script: from standard input, into a table',
      'fleet-cli vouchers issue --file - --model sensor --key factory.pem --out vouchers.csv --json < serials.txt',
    ],
  );
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
      const tick = () => output.progress(() => tallyWords(tally));
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
