import { PassThrough } from 'node:stream';
import { LineWriter } from './line-writer';

describe('the lines that a process writes', () => {
  const kilobyte = 'x'.repeat(1023);
  const lostWords = (count: number): string => `${count} lost`;

  /** A stream that nobody reads, and a writer that has written to it what it takes. */
  function unread(): { readonly stream: PassThrough; readonly writer: LineWriter } {
    const stream = new PassThrough();
    const writer = new LineWriter(stream);
    for (let written = 0; !writer.full; written += 1) {
      writer.write(kilobyte, lostWords);
      expect(written).toBeLessThan(2_000);
    }
    return { stream, writer };
  }

  async function allRead(stream: PassThrough): Promise<string[]> {
    stream.end();
    let text = '';
    for await (const chunk of stream) {
      text += String(chunk);
    }
    return text.split('\n').slice(0, -1);
  }

  it('wait for their reader up to a bound, and it is told how many are missing', async () => {
    const { stream, writer } = unread();
    ['one', 'two', 'three'].forEach((line) => writer.write(line, lostWords));
    const waiting = writer.ready();
    const lines: string[] = [];
    stream.on('data', (chunk: Buffer) => void lines.push(...chunk.toString().split('\n')));
    await waiting;
    expect(writer.full).toBe(false);
    writer.write('four', lostWords);
    writer.write('five', lostWords);
    await new Promise((resolve) => stream.end(resolve));
    expect(lines.filter((line) => line !== '' && line !== kilobyte)).toEqual(['3 lost', 'four', 'five']);
  });

  it('are waited for no longer when nobody will ever read them', async () => {
    const { stream, writer } = unread();
    const waiting = writer.ready();
    stream.destroy();
    await waiting;
    await writer.ready();
  });

  it('leave no listener behind when they had to wait', async () => {
    const { stream, writer } = unread();
    const listeners = (): number => stream.listenerCount('drain') + stream.listenerCount('close');
    const before = listeners();
    const waiting = writer.ready();
    stream.resume();
    await waiting;
    expect(listeners()).toBe(before);
  });

  it('are all there where somebody reads', async () => {
    const stream = new PassThrough();
    const writer = new LineWriter(stream);
    writer.write('one', lostWords);
    writer.write('two', lostWords);
    expect(await allRead(stream)).toEqual(['one', 'two']);
  });
});
