import { EventEmitter } from 'node:events';
import { InterruptedError, interruptible } from './interruption';

describe('work that a signal interrupts', () => {
  const source = new EventEmitter();

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('is told of %s, finishes, and ends with %i', async (signal, exitCode) => {
    const finished: string[] = [];
    const work = interruptible(source, async (interruption) => {
      source.emit(signal);
      source.emit(signal);
      expect(interruption.reason).toBeInstanceOf(InterruptedError);
      await Promise.resolve();
      finished.push('cleaned up');
    });
    await expect(work).rejects.toMatchObject({ name: 'InterruptedError', signal, exitCode });
    expect(finished).toEqual(['cleaned up']);
  });

  it('has its result when no signal comes, and listens no longer than it runs', async () => {
    await expect(interruptible(source, () => Promise.resolve('done'))).resolves.toBe('done');
    expect(source.eventNames()).toEqual([]);
  });

  it('reports its own failure where that came with the signal', async () => {
    const work = interruptible(source, () => {
      source.emit('SIGINT');
      return Promise.reject(new Error('The stack could not be protected'));
    });
    await expect(work).rejects.toThrow('could not be protected');
    expect(source.eventNames()).toEqual([]);
  });
});
