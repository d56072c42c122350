import { MalformedVoucherError, readVoucher, type Voucher } from '@fleet/device-voucher';
import * as z from 'zod';

/** How vouchers are written: as JSON lines, as a table with commas, or alone, as a device takes its own. */
export const voucherFormats = ['jsonl', 'csv', 'jws'] as const;
export type VoucherFormat = (typeof voucherFormats)[number];

export interface IssuedVoucher {
  readonly serial: string;
  readonly model: string;
  readonly voucher: string;
}

export const csvHeading = 'serial,model,voucher';

/** The line of a voucher, without its end. */
export function writeLine(format: VoucherFormat, { serial, model, voucher }: IssuedVoucher): string {
  switch (format) {
    case 'jsonl':
      return JSON.stringify({ serial, model, voucher });
    case 'csv':
      return `${serial},${model},${voucher}`;
    case 'jws':
      return voucher;
  }
}

/** Whether a text is what an interruption has left of the line of a device. */
export function isBegunLine(
  text: string,
  format: VoucherFormat,
  device: Pick<IssuedVoucher, 'serial' | 'model'>,
): boolean {
  // Each voucher begins like this one: its header begins with alg.
  const begin = writeLine(format, { ...device, voucher: 'eyJhbGciOiJFUzI1NiI' }).replace(/"\}$/, '');
  return text.startsWith(begin) || begin.startsWith(text);
}

const jsonLine = z.object({ serial: z.string(), model: z.string(), voucher: z.string() });

/** One voucher of a file. */
export interface VoucherLine {
  /** From 1 on. */
  readonly number: number;
  /** The voucher itself: for verifying, never for printing. */
  readonly text: string;
  /** What it says, or what is wrong with it. */
  readonly read: Voucher | MalformedVoucherError;
}

/**
 * The voucher of a line of a file that this program has written, or of one that has nothing but a voucher.
 * @returns `undefined` for an empty line and the heading of a table
 */
export function readLine(line: string, number: number): VoucherLine | undefined {
  const text = line.trim();
  if (text === '' || text === csvHeading) {
    return undefined;
  }
  const voucher = voucherIn(text);
  return { number, text: voucher, read: readOf(voucher, text) };
}

function voucherIn(text: string): string {
  if (text.startsWith('{')) {
    return jsonOf(text)?.voucher ?? text;
  }
  return text.split(',').at(-1) ?? text;
}

/** The columns beside a voucher are what people and scripts look devices up by: they have to say the same. */
function readOf(voucher: string, line: string): Voucher | MalformedVoucherError {
  try {
    const read = readVoucher(voucher);
    const { sub, model } = read.claims;
    const lines = voucherFormats.map((format) => writeLine(format, { serial: sub, model, voucher }));
    return lines.includes(line)
      ? read
      : new MalformedVoucherError('it is for another device than its line says');
  } catch (error) {
    if (error instanceof MalformedVoucherError) {
      return error;
    }
    throw error;
  }
}

function jsonOf(text: string): z.infer<typeof jsonLine> | undefined {
  try {
    return jsonLine.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
