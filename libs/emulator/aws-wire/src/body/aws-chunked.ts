import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { AwsError } from '../aws-error';
import { splitOnce } from '../split-once';

/** A size line with a chunk signature is some 90 bytes, a trailer some 100. */
const longestLineBytes = 8192;
const mostTrailers = 16;

/**
 * Takes the `aws-chunked` content encoding off a stream ("Signature calculations for the Authorization header:
 * Transferring payload in multiple chunks", S3 API reference). Emits no data that lacks its final chunk
 * silently: a body that ends early fails. Trailing headers are in `trailers` when the stream has ended.
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers = new Map<string, string>();
  private state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size';
  private pending: Buffer = Buffer.alloc(0);
  private remaining = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
      let goesOn = true;
      while (goesOn) {
        goesOn = this.step();
      }
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    // Some clients leave out the empty line after the trailers.
    const complete = this.state === 'done' || (this.state === 'trailers' && this.pending.length === 0);
    done(complete ? null : incompleteBody());
  }

  /** Does one thing with what is pending; false when more bytes are needed for that. */
  private step(): boolean {
    switch (this.state) {
      case 'size':
        return this.withLine((line) => this.startChunk(line));
      case 'data':
        return this.passData();
      case 'data-end':
        return this.withLine((line) => {
          if (line !== '') {
            throw incompleteBody();
          }
          this.state = 'size';
        });
      case 'trailers':
        return this.withLine((line) => this.trailer(line));
      case 'done':
        this.pending = Buffer.alloc(0);
        return false;
    }
  }

  private startChunk(line: string): void {
    const [size] = splitOnce(line, ';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(size)) {
      throw incompleteBody();
    }
    this.remaining = Number.parseInt(size, 16);
    this.state = this.remaining === 0 ? 'trailers' : 'data';
  }

  private passData(): boolean {
    if (this.pending.length === 0) {
      return false;
    }
    const data = this.pending.subarray(0, this.remaining);
    this.pending = this.pending.subarray(data.length);
    this.remaining -= data.length;
    this.push(data);
    if (this.remaining === 0) {
      this.state = 'data-end';
    }
    return true;
  }

  private trailer(line: string): void {
    if (line === '') {
      this.state = 'done';
      return;
    }
    const colon = line.indexOf(':');
    if (colon === -1 || this.trailers.size >= mostTrailers) {
      throw incompleteBody();
    }
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }

  private withLine(use: (line: string) => void): boolean {
    const end = this.pending.indexOf('\n');
    if (end === -1) {
      if (this.pending.length > longestLineBytes) {
        throw incompleteBody();
      }
      return false;
    }
    const line = this.pending.subarray(0, end).toString('latin1').replace(/\r$/, '');
    this.pending = this.pending.subarray(end + 1);
    use(line);
    return true;
  }
}

function incompleteBody(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly', { status: 400 });
}
