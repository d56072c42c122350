import { StringDecoder } from 'node:string_decoder';

/** Splits a stream of bytes into lines; a line longer than `maximumLength` characters comes in pieces. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private buffered = '';

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly maximumLength: number,
  ) {}

  push(chunk: Buffer): void {
    const text = this.buffered + this.decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.onLine(text.slice(start, end));
      start = end + 1;
    }
    this.buffered = text.slice(start);
    while (this.buffered.length > this.maximumLength) {
      this.onLine(this.buffered.slice(0, this.maximumLength));
      this.buffered = this.buffered.slice(this.maximumLength);
    }
  }

  /** Hands over a last line that no line break ended. */
  end(): void {
    const rest = this.buffered + this.decoder.end();
    this.buffered = '';
    if (rest.length > 0) {
      this.onLine(rest);
    }
  }
}
