import { ResourceStack, StackDisposedError } from '@fleet/resource-stack';
import { ManagedProcess, ProcessFailedError } from './index';

let resources: ResourceStack;
beforeEach(() => {
  resources = new ResourceStack();
});
afterEach(() => resources.dispose());

const program = (source: string) =>
  new ManagedProcess({ title: 'the program', resources, arguments: ['-e', source] });

describe('a managed process', () => {
  it('is waited for by what it prints', async () => {
    const child = program('console.log("port 12"); setInterval(() => {}, 1000)');
    await expect(child.line((line) => /^port (\d+)$/.exec(line)?.[1])).resolves.toBe('12');
    await child.stop('SIGKILL');
    expect(child.running).toBe(false);
  });

  it('finds a line that was printed before anybody asked', async () => {
    const child = program('console.log("early")');
    await child.exit();
    await expect(child.line((line) => (line === 'early' ? line : undefined))).resolves.toBe('early');
  });

  it('fails with its own last words when it ends too early', async () => {
    const child = program('console.error("the port is taken"); process.exitCode = 1');
    const waiting = child.line(() => undefined);
    await expect(waiting).rejects.toBeInstanceOf(ProcessFailedError);
    await expect(waiting).rejects.toThrow('the program ended too early:\n  the port is taken');
    await expect(child.succeed()).rejects.toThrow('ended with exit code 1');
  });

  it('ends with whoever started it, and is not started after that', async () => {
    const child = program('setInterval(() => {}, 1000)');
    await resources.dispose();
    expect(child.running).toBe(false);
    expect(() => program('')).toThrow(StackDisposedError);
  });

  it('fails whoever waits for it, and nobody else, with a line that its listener cannot take', async () => {
    const own = new ResourceStack();
    const child = new ManagedProcess({
      title: 'the program',
      resources: own,
      arguments: ['-e', 'console.log("{}"); console.log("no JSON"); setInterval(() => {}, 1000)'],
      onLine: (line) => void JSON.parse(line),
    });
    const reason = /the program printed a line that cannot be taken \(.*JSON.*\): no JSON/;
    await expect(child.line(() => undefined)).rejects.toThrow(reason);
    expect(() => child.requireSound()).toThrow(reason);
    await expect(child.stop('SIGKILL')).rejects.toThrow(reason);
    await expect(child.exit()).rejects.toThrow(reason);
    expect(child.running).toBe(false);
    await expect(own.dispose()).rejects.toThrow(reason);
  });

  it('does not wait for ever', async () => {
    const child = program('setInterval(() => {}, 1000)');
    await expect(child.line(() => undefined, { withinMillis: 50 })).rejects.toThrow(
      'did not get there within 0.05 s',
    );
    expect(await child.stop('SIGKILL')).toBeNull();
  });
});
