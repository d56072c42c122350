import { bundledDevice } from '../testing/bundled-device';

describe('agents that are started at the same time in one folder', () => {
  const given = bundledDevice();

  it('are one: the others end with 6, and one certificate is asked for; the next start takes over when it is killed', async () => {
    const { cloud, device } = given();
    const agents = Array.from({ length: 5 }, () => device.start('run', '--json'));
    const ends = await Promise.all(
      agents.map((agent) => Promise.race([agent.sees('listening').then(() => 'listening'), agent.ended()])),
    );
    // Two that meet may both give way: never do two stay.
    const staying = agents.filter((_agent, index) => ends[index] === 'listening');
    expect(staying.length).toBeLessThanOrEqual(1);
    expect(ends.filter((end) => end !== 'listening' && end !== 6)).toEqual([]);
    expect(cloud.idsOf('ACTIVE')).toHaveLength(staying.length);
    await Promise.all(staying.map((agent) => agent.end('SIGKILL')));
    const next = device.start('run', '--json');
    await next.sees('listening');
    expect(cloud.idsOf('ACTIVE')).toHaveLength(1);
    expect(await next.end('SIGTERM')).toBe(0);
  });
});
