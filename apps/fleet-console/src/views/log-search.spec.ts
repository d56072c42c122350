import { deviceList } from '@fleet/fleet-console-api';
import { ApiInTest } from '../testing/api-in-test';

const at = Date.parse('2025-12-31T03:00:10.000Z');

describe('the devices that logs name', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start();
  });
  const event = (line: object, timestamp = at) => ({ timestamp, message: JSON.stringify(line) });
  const logged = (logs: Readonly<Record<string, readonly object[]>>) => {
    api.watch.script = (_, { logGroupName }) => ({ events: logs[String(logGroupName)] ?? [] });
  };
  const list = async (query: string) => deviceList.parse(await api.json(`/api/devices?${query}`));
  const asked = () => api.watch.calls.map(({ input }) => input);

  it('are those whom the sweep of a day has cut off, by the monitor and by its workers', async () => {
    const thing = {
      thingName: 'a-1',
      msg: 'expired: its certificate is inactive',
      because: 'grace-has-passed',
    };
    logged({
      '/aws/lambda/fleetprov_rotation_monitor': [event(thing), event({ ...thing, msg: 'retired' })],
      '/aws/lambda/fleetprov_rotation_worker': [
        event({ thingName: 'b-1', msg: 'blocked, and active all the same: it is inactive now' }),
        { timestamp: at, message: 'END RequestId: its certificate is inactive' },
      ],
    });
    expect(await list('happened=cut-off&on=20251231')).toMatchObject({
      source: 'logs',
      rows: [
        { serial: 'a-1', at: '2025-12-31T03:00:10.000Z', why: 'Its days of grace had passed.' },
        { serial: 'b-1', why: 'blocked, and active all the same: it is inactive now' },
      ],
      examined: 2,
      remarks: [],
    });
    expect(asked()).toMatchObject([
      {
        startTime: Date.parse('2025-12-31T00:00:00.000Z'),
        endTime: Date.parse('2025-12-31T23:59:59.999Z'),
        filterPattern:
          '?"expired: its certificate is inactive" ?"blocked, and active all the same: it is inactive now"',
      },
      { logGroupName: '/aws/lambda/fleetprov_rotation_worker' },
    ]);
  });

  it('are those at whom it failed, each once', async () => {
    const failed = { thingName: 'a-1', msg: 'a chore of a device failed', reason: 'ThrottlingException' };
    logged({ '/aws/lambda/fleetprov_rotation_monitor': [event(failed), event(failed)] });
    expect((await list('happened=failed&on=20251231')).rows).toEqual([
      {
        serial: 'a-1',
        at: '2025-12-31T03:00:10.000Z',
        why: 'a chore of a device failed: ThrottlingException',
      },
    ]);
  });

  it('are those who were refused in the last day; who gave no name that can be one is counted', async () => {
    const refused = { source: 'provision', decision: 'refused', reason: 'blocked' };
    logged({
      '/aws/lambda/fleetprov_provision_hook': [
        event({ ...refused, serial: 'a-1' }),
        event({ ...refused, serial: '<b>' }),
        event(refused),
        event({ ...refused, serial: 'a-2', reason: 'has-current' }),
      ],
    });
    expect(await list('happened=refused&refusal=provision:blocked')).toMatchObject({
      rows: [{ serial: 'a-1', why: expect.stringContaining('An operator has blocked') }],
      examined: 3,
      remarks: ['2 lines name no device: what asked gave no serial that the fleet admits.'],
    });
    expect(asked()).toMatchObject([
      { startTime: api.fleet.now().getTime() - 86_400_000, filterPattern: '"refused" "blocked"' },
    ]);
  });

  it('come a page at a time, from one log and then from the other', async () => {
    const thing = (thingName: string) =>
      event({ thingName, msg: 'a device could not be processed', reason: 'x' });
    api.watch.script = (_, { logGroupName, nextToken }) => {
      if (logGroupName !== '/aws/lambda/fleetprov_rotation_monitor') {
        return { events: [thing('w-1')] };
      }
      return nextToken === undefined
        ? { events: [thing('m-1')], nextToken: 'to.ken' }
        : { events: [thing('m-2')] };
    };
    const pages: (readonly string[])[] = [];
    let after = '';
    do {
      const page = await list(`happened=failed&on=20251231&limit=1${after}`);
      pages.push(page.rows.map(({ serial }) => serial));
      after = page.next === undefined ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(pages).toEqual([['m-1'], ['m-2'], ['w-1']]);
  });

  it('are looked for in a few calls, and the list goes on where nothing was found in them', async () => {
    api.watch.script = () => ({ events: [], nextToken: 'more' });
    expect(await list('happened=cut-off&on=20251231')).toMatchObject({ rows: [], next: '0.more' });
    expect(api.watch.calls).toHaveLength(5);
  });

  it.each([
    'happened=cut-off',
    'happened=failed&on=20250231',
    'happened=refused',
    'happened=refused&refusal=other:x',
    'happened=refused&refusal=proof:%22%20%22',
    'happened=failed&on=20251231&model=model-1',
    'happened=failed&on=20251231&after=7.x',
  ])('are not asked for by %s', async (query) => {
    expect((await api.ask(`/api/devices?${query}`)).status).toBe(400);
    expect(api.watch.calls).toEqual([]);
  });
});
