import { PassThrough, Readable } from 'node:stream';
import { inputLines } from './input-lines';

const never = new AbortController().signal;
const tooLong = 'x'.repeat(300 * 1024);

async function linesOf(...chunks: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of inputLines(Readable.from(chunks), never)) {
    lines.push(line);
  }
  return lines;
}

describe('the lines of the input', () => {
  it('come out one by one, however they come in, and with or without an end to the last', async () => {
    expect(await linesOf('one\ntw', 'o\n\nthr', 'ee')).toEqual(['one', 'two', '', 'three']);
    expect(await linesOf('one\n')).toEqual(['one']);
    expect(await linesOf()).toEqual([]);
  });

  it('come out empty in the place of one that is too long', async () => {
    expect(await linesOf(tooLong, tooLong, 'tail\nnext\n')).toEqual(['', 'next']);
    expect(await linesOf(`${tooLong}\nnext\n`)).toEqual(['', 'next']);
  });

  it('never begin in the middle of one that is too long, also where that is the last', async () => {
    expect(await linesOf('first\n', tooLong, '{"topic":"a","payload":"b"}')).toEqual(['first', '']);
    expect(await linesOf(tooLong)).toEqual(['']);
  });

  it('come out as far as they have been read when the agent is stopped, but for one without its end', async () => {
    const input = new PassThrough();
    const stop = new AbortController();
    input.write('one\ntwo\n');
    input.write('three\nfo');
    const lines: string[] = [];
    for await (const line of inputLines(input, stop.signal)) {
      lines.push(line);
      stop.abort();
    }
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  it('come out also where they came in while others were worked on', async () => {
    const input = new PassThrough();
    const stop = new AbortController();
    input.write('one\n');
    const lines: string[] = [];
    for await (const line of inputLines(input, stop.signal)) {
      lines.push(line);
      if (line === 'one') {
        input.write('two\nthree\n');
        stop.abort();
      }
    }
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  it('end with the fault of their stream', async () => {
    const input = new PassThrough();
    const next = inputLines(input, never).next();
    input.destroy(new Error('The terminal is gone.'));
    await expect(next).rejects.toThrow('The terminal is gone.');
  });

  it('end when the agent is stopped while there are none', async () => {
    const stop = new AbortController();
    const next = inputLines(new PassThrough(), stop.signal).next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
