import type { LiveEvent } from '@fleet/fleet-console-api';
import { ApiError } from '../failures/api-error';
import { fleetSummaryOf } from '../views/fleet-summary';
import { ApiInTest } from '../testing/api-in-test';
import { LiveFeed } from './live-feed';
import { onlyLatest } from './only-latest';
import { watchCloud } from './watch-cloud';

describe('a page that is frozen', () => {
  it('is told, when it reads again, of each change once and of the cloud as it is', () => {
    const waiting: LiveEvent[] = [];
    const tell = (event: LiveEvent) => {
      waiting.push(event);
      onlyLatest(waiting);
    };
    tell({ kind: 'time', now: '2026-01-01T12:00:00.000Z' });
    tell({ kind: 'changed', what: 'fleet' });
    tell({ kind: 'changed', what: 'fleet' });
    for (let device = 0; device < 5_000; device++) {
      tell({ kind: 'changed', what: 'device', serial: `a-${device}` });
      tell({ kind: 'time', now: '2026-01-01T13:00:00.000Z' });
    }
    expect(waiting.length).toBeLessThanOrEqual(1_001);
    expect(waiting.filter(({ kind }) => kind === 'time')).toEqual([
      { kind: 'time', now: '2026-01-01T13:00:00.000Z' },
    ]);
  });
});

describe('what a change of the fleet shows in', () => {
  const asked: string[] = [];
  const summary = async (isLocal: boolean) => {
    const api = await ApiInTest.start();
    asked.length = 0;
    const count = (query: string) => Promise.resolve(asked.push(query));
    await fleetSummaryOf({ fleet: api.fleet, isLocal, count });
    return asked.length;
  };

  it('is how many devices there are; who comes and goes is counted where counting costs nothing', async () => {
    expect(await summary(false)).toBe(1);
    expect(asked.join()).not.toContain('connectivity');
    expect(await summary(true)).toBe(2);
  });
});

describe('a page that is open', () => {
  const now = new Date('2026-01-01T12:00:00.000Z');
  let live: LiveFeed;
  let looks: number;
  const forget = jest.fn();
  let summary: () => string;
  let goOn: () => void;
  beforeEach(() => {
    live = new LiveFeed();
    looks = 0;
    forget.mockClear();
    summary = () => '1/1';
    watchCloud(live, {
      time: () => Promise.resolve(now),
      summary: () => {
        looks += 1;
        return Promise.resolve().then(summary);
      },
      forget,
      failureOf: (error) => new ApiError('unreachable', String(error)),
      wait: () => new Promise((resolve) => (goOn = resolve)),
      everyMillis: 1,
    });
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const open = () => {
    const heard: LiveEvent[] = [];
    const tab = new AbortController();
    live.listen((event) => heard.push(event), tab.signal);
    return { heard, close: () => tab.abort() };
  };

  it('hears the time of the cloud, and that the fleet has changed', async () => {
    const { heard } = open();
    await turn();
    expect(heard).toEqual([{ kind: 'time', now: now.toISOString() }]);
    expect(forget).not.toHaveBeenCalled();
    summary = () => '2/1';
    goOn();
    await turn();
    expect(forget).toHaveBeenCalledTimes(1);
    expect(heard.slice(1)).toEqual([
      { kind: 'changed', what: 'fleet' },
      { kind: 'time', now: now.toISOString() },
    ]);
  });

  it('hears that the cloud is gone, and that it is there again', async () => {
    const { heard } = open();
    await turn();
    summary = () => {
      throw new Error('gone');
    };
    goOn();
    await turn();
    summary = () => '1/1';
    goOn();
    await turn();
    expect(heard.map(({ kind }) => kind)).toEqual(['time', 'trouble', 'time']);
  });

  it('costs as much as five of them, and none costs nothing', async () => {
    await turn();
    expect(looks).toBe(0);
    const tabs = [open(), open(), open(), open(), open()];
    await turn();
    expect(looks).toBe(1);
    tabs.forEach(({ close }) => close());
    goOn();
    await turn();
    expect(looks).toBe(1);
    open();
    await turn();
    expect(looks).toBe(2);
  });
});
