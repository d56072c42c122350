import { bundledDevice } from '../testing/bundled-device';

describe('a running agent whose output nobody reads', () => {
  const given = bundledDevice();

  it('takes no more of its input than it can tell of, and still ends when it is told to', async () => {
    const { cloud, device } = given();
    const running = device.startUnread('run', '--json', '--stdin');
    // Each is answered at once, as it is no message: in sum, with ten times what may wait for a reader.
    running.stdin.write(`{"payload":"${'x'.repeat(100)}"}\n`.repeat(30_000));
    while (cloud.confirmations.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    running.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });
});
