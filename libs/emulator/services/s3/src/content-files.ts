import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file with the content of an object, on the disk. */
export interface WrittenContent {
  /** Name to find it by. */
  readonly content: string;
  readonly size: number;
  /** MD5, lower-case hex: the entity tag of an object that was put in one piece. */
  readonly md5: string;
}

/** The contents of objects, each in a file with a random name: no key of a client ever becomes a path. */
export class ContentFiles {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /**
   * Writes a stream to a new file, which is on the disk when this returns. A stream that fails leaves nothing.
   */
  async write(source: Readable): Promise<WrittenContent> {
    const content = randomUUID();
    const path = this.path(content);
    const md5 = createHash('md5');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        md5.update(chunk);
        done(null, chunk);
      },
    });
    // Opened here and now: a source that fails at once would be quicker than a stream's own opening, which would
    // then make the file after it was removed.
    const file = createWriteStream(path, { fd: openSync(path, 'wx', 0o600), flush: true });
    try {
      await pipeline(source, measure, file);
    } catch (error) {
      this.delete(content);
      throw error;
    }
    await this.syncDirectory();
    return { content, size, md5: md5.digest('hex') };
  }

  /** @param range first and last byte to read; all of them unless given */
  read(content: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path(content), range);
  }

  readWhole(content: string): Promise<Buffer> {
    return readFile(this.path(content));
  }

  /** One stream of several files, one after the other. */
  concatenated(contents: readonly string[]): Readable {
    const files = contents.map((content) => () => this.read(content));
    return Readable.from(
      (async function* () {
        for (const openFile of files) {
          yield* openFile() as AsyncIterable<Buffer>;
        }
      })(),
      { objectMode: false },
    );
  }

  delete(content: string): void {
    if (content !== '') {
      rmSync(this.path(content), { force: true });
    }
  }

  /** Deletes what a killed process left without an object. */
  keepOnly(used: ReadonlySet<string>): void {
    for (const content of readdirSync(this.directory)) {
      if (!used.has(content)) {
        this.delete(content);
      }
    }
  }

  private path(content: string): string {
    return join(this.directory, content);
  }

  /** A new file is only there after a power failure when its directory has been written, too. */
  private async syncDirectory(): Promise<void> {
    const directory = await open(this.directory);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}
