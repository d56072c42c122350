import { Writable } from 'node:stream';
import { isOutputClosed, outliveClosedOutput } from './closed-output';

/** Output that fails as that of a process does: it stays open, and each further write fails again. */
function outputFailingWith(code: string): Writable {
  const error = Object.assign(new Error(`write ${code}`), { code });
  const output: Writable = new Writable({
    write: (_chunk, _encoding, done) => {
      output.emit('error', error);
      done();
    },
  });
  return output;
}

function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('words', () => resolve());
  });
}

describe('output that nobody reads any more', () => {
  it('does not end the program, however often it writes', async () => {
    const output = outputFailingWith('EPIPE');
    outliveClosedOutput(output);
    expect(isOutputClosed(output)).toBe(false);
    await written(output);
    await written(output);
    expect(isOutputClosed(output)).toBe(true);
  });

  it('is told apart from output that somebody reads', async () => {
    const [closed, open] = [outputFailingWith('EPIPE'), new Writable({ write: (_c, _e, done) => done() })];
    outliveClosedOutput(closed, open);
    await Promise.all([written(closed), written(open)]);
    expect([closed, open].map(isOutputClosed)).toEqual([true, false]);
  });

  it('is not what a full disk is', () => {
    const output = outputFailingWith('ENOSPC');
    outliveClosedOutput(output);
    expect(() => output.write('words')).toThrow('write ENOSPC');
    expect(isOutputClosed(output)).toBe(false);
  });
});
