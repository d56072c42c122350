import { ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { deviceDecisions } from '@fleet/fleet-console-api';
import { ApiInTest } from '../testing/api-in-test';

const now = Date.parse('2026-01-01T12:00:00.000Z');
const hour = 3_600_000;

describe('the decisions on a device', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start();
  });
  const event = (at: number, line: object) => ({ timestamp: at, message: JSON.stringify(line) });
  const decisions = async () => deviceDecisions.parse(await api.json('/api/devices/a-1/decisions'));
  const logged = (log: string, events: readonly { timestamp: number }[]) => {
    api.watch.script = (_, { logGroupName, startTime, endTime }) => ({
      events:
        logGroupName === log
          ? events.filter(
              ({ timestamp }) => timestamp >= Number(startTime) && timestamp <= Number(endTime ?? now),
            )
          : [],
    });
  };

  it('are told in plain words, the newest first', async () => {
    const line = { source: 'provision', serial: 'a-1', certificateId: 'f'.repeat(64) };
    logged('/aws/lambda/fleetprov_provision_hook', [
      event(now - 2 * hour, { ...line, decision: 'refused', reason: 'has-current' }),
      event(now - hour, { ...line, decision: 'allowed', reason: 'none' }),
      event(now - hour, { ...line, serial: 'a-11', decision: 'allowed', reason: 'none' }),
      { timestamp: now - hour, message: 'REPORT RequestId: a-1' },
    ]);
    expect(await decisions()).toEqual({
      decisions: [
        {
          at: '2026-01-01T11:00:00.000Z',
          source: 'provision',
          decision: 'allowed',
          certificateId: 'f'.repeat(64),
          words: 'It was let have a certificate.',
        },
        {
          at: '2026-01-01T10:00:00.000Z',
          source: 'provision',
          decision: 'refused',
          reason: 'has-current',
          certificateId: 'f'.repeat(64),
          words: expect.stringContaining('has a proven certificate already'),
        },
      ],
      since: '2025-12-02T12:00:00.000Z',
      isCutShort: false,
      remarks: [],
    });
  });

  it('are looked for no longer than until there are enough', async () => {
    const line = { source: 'proof', serial: 'a-1', decision: 'already-current', principal: 'e'.repeat(64) };
    logged(
      '/aws/lambda/fleetprov_proof_handler',
      Array.from({ length: 30 }, (_, at) => event(now - at * 1_000, line)),
    );
    const { since, decisions: shown } = await decisions();
    expect([since, shown.length]).toEqual(['2026-01-01T11:00:00.000Z', 30]);
    expect(api.watch.calls).toHaveLength(3);
  });

  it('are asked of each hour once, and the newest are not lost where an older window has too many', async () => {
    const line = { source: 'provision', serial: 'a-1', decision: 'allowed' };
    api.watch.script = (_, { logGroupName, startTime, endTime }) => {
      if (logGroupName !== '/aws/lambda/fleetprov_provision_hook') {
        return {};
      }
      return Number(startTime) >= now - hour
        ? { events: [event(now - 1_000, { ...line, reason: 'has-current' })] }
        : { events: [event(Number(startTime), line)], nextToken: `more until ${String(endTime)}` };
    };
    const { since, isCutShort, decisions: shown } = await decisions();
    expect(shown.map(({ at }) => at).slice(0, 2)).toEqual([
      '2026-01-01T11:59:59.000Z',
      '2025-12-31T12:00:00.000Z',
    ]);
    expect([since, isCutShort]).toEqual(['2025-12-31T12:00:00.000Z', true]);
    const windows = api.watch.calls.map(({ input }) => [input['startTime'], input['endTime']]);
    expect(windows[0]).toEqual([now - hour, undefined]);
    expect(windows.at(-1)).toEqual([now - 24 * hour, now - hour - 1]);
  });

  it('are asked of the cloud once for several tabs', async () => {
    await Promise.all([decisions(), decisions(), decisions()]);
    expect(api.watch.calls).toHaveLength(4 * 3);
  });

  it('are cut short where a log has too many pages, and not read for ever', async () => {
    api.watch.script = () => ({ events: [], nextToken: 'for ever' });
    expect(await decisions()).toMatchObject({ decisions: [], isCutShort: true });
    expect(api.watch.calls.length).toBeLessThanOrEqual(4 * 3 * 5);
  });

  it('may not be there yet: a function that was never called has no log', async () => {
    api.watch.script = () => {
      throw new ResourceNotFoundException({ message: 'no group', $metadata: {} });
    };
    expect(await decisions()).toMatchObject({ decisions: [], remarks: [] });
  });
});
