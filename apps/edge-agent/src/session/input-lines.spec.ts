import { Readable } from 'node:stream';
import { inputLines } from './input-lines';

const tooLong = 'x'.repeat(300 * 1024);

async function linesOf(...chunks: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of inputLines(Readable.from(chunks))) {
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
});
