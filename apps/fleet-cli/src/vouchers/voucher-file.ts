import { open, type FileHandle } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { RefusedError, UsageError } from '@fleet/fleet-operations';
import { FileLock } from './file-lock';
import { csvHeading, readLine, type VoucherFormat, type VoucherLine } from './voucher-lines';

const chunkBytes = 256 * 1024;
const lineFeed = 0x0a;

/** More than any line with a voucher has. */
const longestLine = 8 * 1024;

/**
 * A file of vouchers that grows, and may have been left half-written. What is in it is read from its beginning; at its
 * last whole line, writing goes on.
 */
export class VoucherFile {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly format: VoucherFormat,
    private readonly lock: FileLock,
  ) {}

  private end = 0;
  private unfinished = '';

  /** What follows the last whole line, once all are read. */
  get unfinishedLine(): string {
    return this.unfinished;
  }

  /**
   * Opens a file for its owner and for one run alone, or makes it.
   * @throws UsageError, RefusedError while another run adds to it
   */
  static async open(path: string, format: VoucherFormat): Promise<VoucherFile> {
    try {
      const lock = await FileLock.take(path);
      try {
        const file = await open(path, 'a+', 0o600);
        await file.chmod(0o600);
        return new VoucherFile(path, file, format, lock);
      } catch (error) {
        await lock.release();
        throw error;
      }
    } catch (error) {
      if (!isNativeError(error) || !('code' in error)) {
        throw error;
      }
      throw new UsageError(`--out ${path} cannot be written: ${error.message}`, { cause: error });
    }
  }

  /**
   * The vouchers of the whole lines that are there.
   * @throws RefusedError at what is no line of vouchers
   */
  async *vouchers(): AsyncGenerator<VoucherLine> {
    let number = 0;
    for await (const line of this.lines()) {
      number += 1;
      const read = readLine(line.text, number);
      this.end = line.end;
      if (read !== undefined) {
        yield read;
      }
    }
  }

  /** Cuts off what follows the last line that was read, and gets ready to write. */
  async beginWriting(): Promise<void> {
    await this.file.truncate(this.end);
    if (this.end === 0 && this.format === 'csv') {
      await this.append([csvHeading]);
    }
  }

  /** Writes lines, and waits until the system has taken them. */
  async append(lines: readonly string[]): Promise<void> {
    await this.file.appendFile(lines.map((line) => `${line}\n`).join(''));
  }

  async close(): Promise<void> {
    try {
      await this.file.sync();
      await this.file.close();
    } finally {
      await this.lock.release();
    }
  }

  private async *lines(): AsyncGenerator<{ readonly text: string; readonly end: number }> {
    let rest = Buffer.alloc(0);
    let position = 0;
    for (;;) {
      const { bytesRead, buffer } = await this.file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
      if (bytesRead === 0) {
        this.unfinished = rest.toString('utf8');
        return;
      }
      let begin = position - rest.length;
      position += bytesRead;
      let bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed)) {
        begin += at + 1;
        yield { text: bytes.subarray(0, at).toString('utf8'), end: begin };
        bytes = bytes.subarray(at + 1);
      }
      if (bytes.length > longestLine) {
        throw new RefusedError(`${this.path} is no list of vouchers: name another --out.`);
      }
      rest = Buffer.from(bytes);
    }
  }
}
