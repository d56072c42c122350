import {
  LocalCloudNotRunningError,
  LocalCloudRefusedError,
  type AdministrationRequest,
} from '@fleet/local-endpoints';
import { about } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { LocalClock } from '../local/local-clock';
import { ApiInTest } from '../testing/api-in-test';

const fault = {
  id: 'f-1',
  point: 'api:iot:CreateThing',
  from: 1,
  times: 3,
  match: {},
  effect: { kind: 'throttle' },
  calls: 2,
  fired: 2,
};

describe('local-cloud in the console', () => {
  let api: ApiInTest;
  let asked: AdministrationRequest[];
  let answer: (request: AdministrationRequest) => unknown;
  beforeEach(async () => {
    asked = [];
    answer = () => ({ time: '2026-01-01T12:00:00.000Z', offsetMillis: 0 });
    const administer = (request: AdministrationRequest) => {
      asked.push(request);
      return Promise.resolve().then(() => answer(request));
    };
    api = await ApiInTest.start({ local: { administer, clock: new LocalClock(administer, () => 0) } });
  });
  const moved = { time: '2027-01-01T12:00:00.000Z', offsetMillis: 365 * 86_400_000 };

  it('has its clock moved, which every page hears', async () => {
    const heard = jest.fn();
    api.live.listen(heard, new AbortController().signal);
    answer = () => moved;
    const change = { change: 'by', millis: 365 * 86_400_000 };
    expect(await (await api.post('/api/clock', change)).json()).toEqual(moved);
    expect(asked.at(-1)).toEqual({ method: 'PUT', path: '/_local-cloud/time', body: change });
    expect(heard.mock.calls).toEqual([
      [{ kind: 'time', now: moved.time }],
      [{ kind: 'changed', what: 'fleet' }],
    ]);
    expect(api.noted).toMatchObject([
      { act: 'move-clock', options: change, outcome: 'begun' },
      { act: 'move-clock', options: change, outcome: 'done' },
    ]);
  });

  it('lists faults in words, takes them, and takes them away', async () => {
    answer = ({ method, path }) => {
      const isFaults = path.startsWith('/_local-cloud/faults');
      return !isFaults ? moved : method === 'GET' ? [fault] : method === 'POST' ? fault : { removed: 1 };
    };
    const shown = {
      id: 'f-1',
      point: 'api:iot:CreateThing',
      words: 'throttle, on calls 1 to 3',
      calls: 2,
      fired: 2,
    };
    expect(await api.json('/api/faults')).toEqual({ faults: [shown] });
    const wanted = { point: 'api:iot:CreateThing', effect: { kind: 'throttle' } };
    expect(await (await api.post('/api/faults', wanted)).json()).toEqual(shown);
    expect(await (await api.ask('/api/faults/a%2F..', 'DELETE')).json()).toEqual({ removed: 1 });
    expect(asked.at(-1)?.path).toBe('/_local-cloud/faults/a%2F..');
    expect(await (await api.ask('/api/faults', 'DELETE')).json()).toEqual({ removed: 1 });
    expect(api.audited).toMatchObject([
      { act: 'set-fault' },
      { act: 'remove-faults' },
      { act: 'remove-faults', what: 'all' },
    ]);
  });

  it('is waited for when the console ends in the middle of a change', async () => {
    const busy: number[] = [];
    answer = ({ method }) => {
      busy.push(...(method === 'PUT' ? [api.desk.busy] : []));
      return moved;
    };
    await api.post('/api/clock', { change: 'reset' });
    expect([busy, api.desk.busy]).toEqual([[1], 0]);
  });

  it('says what it refuses, and that it has stopped', async () => {
    answer = ({ method }) => {
      if (method === 'POST') {
        throw new LocalCloudRefusedError('local-cloud did not do that: there is no point "x"');
      }
      throw new LocalCloudNotRunningError('/data');
    };
    const refused = await api.post('/api/faults', { point: 'x', effect: { kind: 'cut' } });
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { kind: 'refused', message: expect.stringContaining('no point') },
    ]);
    const stopped = await api.ask('/api/clock');
    expect([stopped.status, await stopped.json()]).toMatchObject([
      503,
      { kind: 'unreachable', message: expect.stringContaining('npm run local-cloud') },
    ]);
    expect(api.audited).toMatchObject([{ act: 'set-fault', outcome: 'refused' }]);
    expect((await api.ask('/api/about')).status).toBe(200);
  });

  it.each([{ change: 'by', millis: -1 }, { change: 'to', time: 'tomorrow' }, { change: 'back' }])(
    'has no clock that is moved %j',
    async (change) => {
      expect((await api.post('/api/clock', change)).status).toBe(400);
      expect(api.audited).toEqual([]);
    },
  );

  it('shows what functions log, each line once, for as long as somebody looks', async () => {
    const timestamp = api.fleet.now().getTime();
    const first = { eventId: '1', timestamp, message: 'one <b>' };
    const second = { eventId: '2', timestamp, message: 'two' };
    const looks = [[first], [first, second], [second]];
    api.watch.script = () => ({ events: looks.shift() ?? [second] });
    const reader = (await api.ask('/api/logs/stream?function=fleetprov_proof_handler')).body?.getReader();
    const read: string[] = [];
    while (read.filter((event) => event.startsWith('event: heartbeat')).length < 4) {
      const chunk = await reader?.read();
      read.push(Buffer.from(chunk?.value ?? []).toString('utf8'));
    }
    await reader?.cancel();
    const lines = read.filter((event) => event.startsWith('event: line'));
    expect(lines.map((line) => /"message":"(.*?)"/.exec(line)?.[1])).toEqual(['one <b>', 'two']);
    const calls = api.watch.calls.length;
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(api.watch.calls.length - calls).toBeLessThan(2);
  });

  const linesOf = async (path: string, heartbeats: number) => {
    const reader = (await api.ask(path)).body?.getReader();
    const read: string[] = [];
    while (read.filter((event) => event.startsWith('event: heartbeat')).length < heartbeats) {
      const chunk = await reader?.read();
      read.push(Buffer.from(chunk?.value ?? []).toString('utf8'));
    }
    await reader?.cancel();
    return read.flatMap((event) => /"message":"(.*?)"/.exec(event)?.[1] ?? []);
  };
  const followed = '/api/logs/stream?function=fleetprov_proof_handler';

  it('shows more lines of one millisecond than come at once', async () => {
    const timestamp = api.fleet.now().getTime();
    const all = Array.from({ length: 1_200 }, (_, at) => ({ eventId: `${at}`, timestamp, message: `${at}` }));
    api.watch.script = (_, { nextToken, limit }) => {
      const at = Number(nextToken ?? 0);
      const next = at + Number(limit);
      return {
        events: all.slice(at, next),
        ...defined({ nextToken: next < all.length ? String(next) : undefined }),
      };
    };
    expect(new Set(await linesOf(followed, 4)).size).toBe(1_200);
  });

  it('goes on with the logs when its clock is set back', async () => {
    const later = api.fleet.now().getTime();
    const earlier = later - 86_400_000;
    const all = [{ eventId: '1', timestamp: later, message: 'before' }];
    let looks = 0;
    api.watch.script = (_, { startTime, endTime }) => {
      const [from, until] = [Number(startTime), Number(endTime ?? Infinity)];
      const events = all.filter(({ timestamp }) => timestamp >= from && timestamp <= until);
      looks += 1;
      if (looks === 2) {
        api.fleet.clock.at = new Date(earlier);
        all.push({ eventId: '2', timestamp: earlier, message: 'after' });
      }
      return { events };
    };
    expect(await linesOf(followed, 5)).toEqual(['before', 'after']);
  });

  it('has no log of another function', async () => {
    expect((await api.ask('/api/logs/stream?function=somebody_elses')).status).toBe(404);
  });

  it('is not there on AWS', async () => {
    const aws = await ApiInTest.start();
    for (const path of ['/api/clock', '/api/faults', '/api/logs/stream']) {
      expect((await aws.ask(path)).status).toBe(404);
    }
    expect((await aws.post('/api/clock', { change: 'reset' })).status).toBe(404);
    expect(about.parse(await aws.json('/api/about'))).toMatchObject({ isLocal: false, functions: [] });
  });
});
