import { PassThrough } from 'node:stream';
import { readOptions } from './options';
import { newLinkWords, printLinks } from './terminal-links';

describe('the command line of the console', () => {
  it('means AWS, any free port, and acts too, if nothing else is said', () => {
    expect(readOptions([])).toEqual({ local: false, readOnly: false, port: 0 });
    const all = ['--local', '--tag', 'other', '--port', '4321', '--read-only'];
    expect(readOptions(all)).toEqual({ local: true, tag: 'other', port: 4_321, readOnly: true });
  });

  it.each([['--port', '65536'], ['--port', 'any'], ['--port', '-1'], ['--open'], ['more']])(
    'is refused: %j',
    (...argv) => {
      const complained = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      expect(() => readOptions(argv)).toThrow();
      complained.mockRestore();
    },
  );
});

describe('the link of the console', () => {
  const started = (isTTY: boolean) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    const printed: string[] = [];
    let links = 0;
    const end = printLinks({ input, print: (line) => printed.push(line) }, () => `link ${(links += 1)}`);
    return { input, printed, end, linksOf: () => printed.filter((line) => line.startsWith('link')) };
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('is printed anew for each Enter at a terminal', async () => {
    const { input, printed, linksOf, end } = started(true);
    expect(printed).toEqual(['link 1', expect.stringContaining('Enter prints another')]);
    input.write('\n\n');
    await turn();
    expect(linksOf()).toEqual(['link 1', 'link 2', 'link 3']);
    end();
  });

  it('is printed once where nobody sits at a terminal, whatever comes in', async () => {
    const { input, printed, linksOf, end } = started(false);
    input.write('\n');
    await turn();
    expect(linksOf()).toEqual(['link 1']);
    expect(printed.join()).not.toContain('Enter');
    expect(printed.at(-1)).toContain('start the console again');
    end();
  });

  it.each([
    [true, 'press Enter'],
    [false, 'start the console again'],
  ])('is told of where another is wanted: terminal %s', (isTTY, words) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    expect(newLinkWords({ input })).toContain(words);
  });
});
