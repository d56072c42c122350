import { ResourceStack, StackDisposedError } from './index';

/** Begins when it is let, and notes what happened to it. */
function thing(name: string, events: string[]) {
  let letBegin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (letBegin = resolve));
  return {
    letBegin,
    begin: () => begun.then(() => events.push(`${name} begins`)),
    end: () => events.push(`${name} ends`),
  };
}

describe('a stack of resources', () => {
  let resources: ResourceStack;
  let events: string[];
  beforeEach(() => {
    resources = new ResourceStack();
    events = [];
  });

  const acquire = (name: string) =>
    resources.acquire(
      () => name,
      (resource) => events.push(`${resource} ends`),
    );

  it('hands out what has begun, and ends it in the reverse order', async () => {
    expect(await acquire('cloud')).toBe('cloud');
    resources.defer(() => events.push('folder ends'));
    await acquire('agent');
    await resources.dispose();
    expect(events).toEqual(['agent ends', 'folder ends', 'cloud ends']);
  });

  it('ends what had not quite begun when the end came, and hands it to nobody', async () => {
    const slow = thing('slow', events);
    const acquired = resources.acquire(slow.begin, slow.end);
    const disposed = resources.dispose();
    slow.letBegin();
    await expect(acquired).rejects.toBeInstanceOf(StackDisposedError);
    await disposed;
    expect(events).toEqual(['slow begins', 'slow ends']);
  });

  it('begins nothing after the end, nor while it ends', async () => {
    await acquire('cloud');
    const disposed = resources.dispose();
    await expect(acquire('late')).rejects.toBeInstanceOf(StackDisposedError);
    expect(() => resources.defer(() => undefined)).toThrow(StackDisposedError);
    await disposed;
    await expect(acquire('later')).rejects.toBeInstanceOf(StackDisposedError);
    expect(events).toEqual(['cloud ends']);
  });

  it('goes on without what could not begin', async () => {
    const failure = new Error('the port is taken');
    const refused = resources.acquire(
      () => Promise.reject(failure),
      () => events.push('never'),
    );
    await expect(refused).rejects.toBe(failure);
    await resources.dispose();
    expect(events).toEqual([]);
  });

  it('ends everything although one end fails, and says so', async () => {
    await acquire('cloud');
    resources.defer(() => {
      throw new Error('the folder is not empty');
    });
    await acquire('agent');
    await expect(resources.dispose()).rejects.toThrow(
      'what was begun did not end: Error: the folder is not empty',
    );
    expect(events).toEqual(['agent ends', 'cloud ends']);
  });

  it('ends everything once, however often it is asked', async () => {
    await acquire('cloud');
    await Promise.all([resources.dispose(), resources.dispose()]);
    await resources.dispose();
    expect(events).toEqual(['cloud ends']);
  });
});
