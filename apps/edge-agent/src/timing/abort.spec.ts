import { abortedAfter, abortOf } from './abort';

describe('the abort of a signal', () => {
  it.each([
    ['comes', new AbortController()],
    ['has come', aborted()],
  ])('is known when it %s', async (_when, controller) => {
    const abort = abortOf(controller.signal);
    controller.abort();
    await abort.aborted;
  });

  it.each(['before', 'after'])('that waits for work comes once both are there, also %s it', async (order) => {
    const controller = new AbortController();
    let finish = (): void => undefined;
    const work = new Promise<void>((resolve) => (finish = resolve));
    const steps = [() => controller.abort(new Error('stopped')), finish];
    const [first, second] = order === 'before' ? steps : steps.toReversed();
    const over = abortedAfter(controller.signal, work);
    first?.();
    await settled();
    expect(over.aborted).toBe(false);
    second?.();
    await settled();
    expect(over.reason).toEqual(new Error('stopped'));
  });

  it('that waits for work comes also where it came before anybody waited', async () => {
    const over = abortedAfter(aborted().signal, Promise.resolve());
    await settled();
    expect(over.aborted).toBe(true);
  });

  function aborted(): AbortController {
    const controller = new AbortController();
    controller.abort();
    return controller;
  }

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
});
