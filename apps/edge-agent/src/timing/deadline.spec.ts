import { DeadlineError, within } from './deadline';

const limit = { what: 'The answer', millis: 60_000 };
const never = new AbortController().signal;

describe('a limit on how long something is waited for', () => {
  it('lets through what comes in time, and what fails in time', async () => {
    await expect(within(Promise.resolve('here'), limit, never)).resolves.toBe('here');
    await expect(within(Promise.reject(new Error('no')), limit, never)).rejects.toThrow('no');
  });

  it('ends the wait for what comes too late', async () => {
    const late = within(new Promise(() => undefined), { what: 'The answer', millis: 1 }, never);
    await expect(late).rejects.toThrow(new DeadlineError('The answer', 1));
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const waiting = within(new Promise(() => undefined), limit, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });

  it.each([
    ['is still to come', new Promise(() => undefined)],
    ['is already there', Promise.resolve('here')],
  ])('does not wait where its signal is aborted already, and the result %s', async (_what, work) => {
    await expect(within(work, limit, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });

  it('hears a failure that comes when nobody waits any more', async () => {
    const work = new Promise((_resolve, reject) => setImmediate(() => reject(new Error('too late'))));
    await expect(within(work, limit, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    // Jest fails a test in which a rejection is not heard.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  });
});
