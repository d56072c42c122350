import { bundledDevice } from '../testing/bundled-device';

describe('a running agent that is told to end while programs write to it', () => {
  const given = bundledDevice();

  it('says of each line that it has read whether it was published, without a gap', async () => {
    const { cloud, device } = given();
    const running = device.start('run', '--json', '--stdin');
    await running.sees('listening');
    const ids = Array.from({ length: 2_000 }, (_, index) => index);
    running.write(
      ids.map((id) => `${JSON.stringify({ topic: 'dt/device-1/data', payload: `${id}`, id })}\n`).join(''),
    );
    await running.sees('published');
    expect(await running.end('SIGTERM')).toBe(0);
    const told = running.lines.flatMap((line) => idOf(line) ?? []);
    expect(told.toSorted((one, other) => one - other)).toEqual(ids.slice(0, told.length));
    const published = ids.slice(0, running.count('published'));
    expect(cloud.received('dt/device-1/data').map(Number)).toEqual(expect.arrayContaining(published));
    expect(published.length).toBeGreaterThan(100);
  });

  function idOf(line: unknown): number | undefined {
    return typeof line === 'object' && line !== null && 'id' in line ? Number(line.id) : undefined;
  }
});
