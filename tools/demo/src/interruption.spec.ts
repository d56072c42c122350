import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { interruption } from './interruption';

describe('an interruption of the demo', () => {
  const watch = () => {
    const program = new EventEmitter();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    return { program, stdout, stderr, interrupted: interruption(program, [stdout, stderr]) };
  };
  const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is %s', async (signal) => {
    const { program, interrupted } = watch();
    program.emit(signal);
    await expect(interrupted).resolves.toBe('interrupted');
  });

  it.each<[string, 'stdout' | 'stderr', string]>([
    ['a pipe whose reader has ended', 'stdout', 'EPIPE'],
    ['a pipe for errors whose reader has ended', 'stderr', 'EPIPE'],
    ['a terminal that is closed', 'stdout', 'EIO'],
  ])('is %s', async (_what, stream, code) => {
    const { interrupted, ...output } = watch();
    output[stream].emit('error', failure(code));
    await expect(interrupted).resolves.toBe('interrupted');
  });

  it('does not disturb what the demo still writes while it ends', async () => {
    const { stdout, interrupted } = watch();
    stdout.emit('error', failure('EPIPE'));
    await interrupted;
    expect(() => stdout.emit('error', failure('EPIPE'))).not.toThrow();
  });

  it('fails where the output fails for another reason', async () => {
    const { stdout, interrupted } = watch();
    stdout.emit('error', failure('ENOSPC'));
    await expect(interrupted).rejects.toThrow('write ENOSPC');
  });
});
