import {
  fleetAges,
  fleetAlarms,
  fleetCounts,
  fleetRefusals,
  fleetSweeps,
  queryString,
  type DeviceQuery,
} from '@fleet/fleet-console-api';
import { ageRanges } from '../views/fleet-ages';
import { ApiInTest } from '../testing/api-in-test';

/** Today is 2026-01-01, and certificates are due after 365 days. */
const config = { models: ['model-1', 'model-2'], rotationDays: 365, spreadDays: 7, graceDays: 14 };

describe('the fleet of the console', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start({ config });
  });
  const addThings = (count: number) => {
    const days = ['20240101', '20250101', '20250108', '20250601', '20251231', 'none'];
    for (let index = 0; index < count; index++) {
      const attributes = {
        cert_issuance: days[index % days.length] ?? '',
        model_type: `model-${(index % 3) + 1}`,
      };
      const thing = api.fleet.scripted.addThing(`S${index}`, attributes);
      thing.groups.add(api.fleet.names.thingGroup);
      thing.connected = index === 0;
    }
  };
  const callsOf = async (path: string) => {
    let calls = 0;
    api.fleet.scripted.before = () => (calls += 1);
    expect((await api.ask(path)).status).toBe(200);
    return calls;
  };
  /** How many devices the list behind a number has. */
  const listed = async (query: DeviceQuery): Promise<number> => {
    let count = 0;
    let after: string | undefined;
    do {
      const asked = after === undefined ? query : { ...query, after };
      const page = (await api.json(`/api/devices?${queryString(asked)}`)) as {
        rows: unknown[];
        next?: string;
      };
      count += page.rows.length;
      after = page.next;
    } while (after !== undefined);
    return count;
  };

  it('is counted: by model, connected, without a date, and as it becomes due', async () => {
    addThings(6);
    expect(await api.json('/api/fleet')).toEqual({
      things: 6,
      connected: { count: 1, query: { connected: 'yes' } },
      models: [
        { model: 'model-1', count: 2, query: { model: 'model-1' } },
        { model: 'model-2', count: 2, query: { model: 'model-2' } },
      ],
      otherModels: 2,
      undated: { count: 1, query: { undated: 'yes' } },
      due: [
        { days: 0, count: 3, query: { dueWithin: 0 } },
        { days: 7, count: 4, query: { dueWithin: 7 } },
        { days: 30, count: 4, query: { dueWithin: 30 } },
        { days: 90, count: 4, query: { dueWithin: 90 } },
      ],
      at: '2026-01-01T12:00:00.000Z',
    });
  });

  it('is shown by the age of its certificates, over all ages', async () => {
    addThings(6);
    const { bars, undated, lines } = fleetAges.parse(await api.json('/api/fleet/ages'));
    expect(bars.map(({ count }) => count).reduce((sum, count) => sum + count, undated.count)).toBe(6);
    expect(bars.at(-1)).toEqual({ from: 386, count: 1, query: { issuedUntil: '20241211' } });
    expect(bars.find(({ from }) => from === 363)).toMatchObject({ until: 385, count: 1 });
    expect(lines).toEqual({ due: 365, dueByAll: 371, graceEnds: 385 });
  });

  it('leads from each number to the list of as many', async () => {
    addThings(60);
    const counts = fleetCounts.parse(await api.json('/api/fleet'));
    const ages = fleetAges.parse(await api.json('/api/fleet/ages'));
    const numbers = [
      counts.connected,
      counts.undated,
      ...counts.models,
      ...counts.due,
      ...ages.bars,
      ages.undated,
    ];
    for (const { count, query } of numbers) {
      expect([query, await listed(query)]).toEqual([query, count]);
    }
  });

  it.each(['/api/fleet', '/api/fleet/ages'])(
    'costs at %s as many calls for 3,000 devices as for 3',
    async (path) => {
      addThings(3);
      const few = await callsOf(path);
      api = await ApiInTest.start({ config });
      addThings(3_000);
      expect(await callsOf(path)).toBe(few);
      expect(few).toBeLessThan(16);
    },
  );

  it('costs five tabs as much as one', async () => {
    let calls = 0;
    api.fleet.scripted.before = () => (calls += 1);
    await Promise.all(Array.from({ length: 5 }, () => api.ask('/api/fleet')));
    await api.ask('/api/fleet/ages');
    expect(calls).toBe(9 + 13);
  });

  it('has bars over any rotation, the last of them past the days of grace', () => {
    for (const days of [
      [1, 1, 0],
      [2, 1, 1],
      [360, 7, 14],
      [3_650, 100, 365],
    ] as const) {
      const [rotationDays, spreadDays, graceDays] = days;
      const ranges = ageRanges({ rotationDays, spreadDays, graceDays });
      expect(ranges.length).toBeLessThanOrEqual(13);
      expect(
        ranges.every(({ from }, at) => from === (at === 0 ? 0 : (ranges[at - 1]?.until ?? NaN) + 1)),
      ).toBe(true);
      expect(ranges.at(-1)).toEqual({ from: rotationDays + spreadDays + graceDays });
    }
  });

  it('shows its sweeps by day, from the first that there was', async () => {
    const midnight = (day: string) => new Date(`2025-12-${day}T00:00:00.000Z`);
    const values: Record<string, number[]> = {
      found: [3, 4],
      warned: [2, 4],
      seconds: [1.5, 2],
      sweepsDone: [1, 0],
    };
    api.watch.script = (_, { MetricDataQueries }) => ({
      MetricDataResults: (
        MetricDataQueries as { Id: string; MetricStat: { Metric: { MetricName: string } } }[]
      ).map(({ Id, MetricStat }) => {
        const known = values[MetricStat.Metric.MetricName] ?? [];
        return { Id, Values: known, Timestamps: [midnight('29'), midnight('31')].slice(0, known.length) };
      }),
    });
    const { days, remarks } = fleetSweeps.parse(await api.json('/api/fleet/sweeps?days=7'));
    expect(days).toEqual([
      { day: '20251229', isDone: true, found: 3, warned: 2, seconds: 1.5, lists: expect.any(Object) },
      { day: '20251230', isDone: false, lists: expect.any(Object) },
      { day: '20251231', isDone: false, found: 4, warned: 4, seconds: 2, lists: expect.any(Object) },
      { day: '20260101', isDone: false, lists: expect.any(Object) },
    ]);
    expect(remarks).toEqual([]);
    expect(api.watch.calls).toMatchObject([
      {
        command: 'GetMetricData',
        input: { StartTime: midnight('26'), EndTime: new Date('2026-01-02T00:00:00.000Z') },
      },
    ]);
  });

  it('leads from the figures of a sweep to those whom it found and who are due still, and to whom something happened', async () => {
    addThings(6);
    api.watch.script = (_, { MetricDataQueries }) => ({
      MetricDataResults: (MetricDataQueries as { Id: string }[]).map(({ Id }) => ({
        Id,
        Values: [1],
        Timestamps: [new Date('2026-01-01T00:00:00.000Z')],
      })),
    });
    const { days } = fleetSweeps.parse(await api.json('/api/fleet/sweeps?days=7'));
    const lists = days[0]?.lists;
    expect(lists).toEqual({
      found: { issuedUntil: '20250101' },
      warned: { issuedUntil: '20250101' },
      firstWarnings: { happened: 'warned', on: '20260101' },
      cutOff: { happened: 'cut-off', on: '20260101' },
      failed: { happened: 'failed', on: '20260101' },
    });
    expect(await listed(lists?.found ?? {})).toBe(2);
  });

  it('says that there was no sweep, which is no trouble only where no certificate is older than two days', async () => {
    expect(await api.json('/api/fleet/sweeps')).toMatchObject({
      days: [],
      isNew: true,
      remarks: ['No sweep has run yet: the fleet is younger than two days.'],
    });
    api = await ApiInTest.start({ config });
    addThings(6);
    expect(await api.json('/api/fleet/sweeps?days=14')).toMatchObject({
      days: [],
      isNew: false,
      remarks: ['No sweep has run in the last 14 days: its monitor is silent.'],
    });
  });

  it.each(['sweeps?days=0', 'sweeps?days=91', 'sweeps?days=x', 'refusals?hours=9999', 'refusals?since=1'])(
    'has no %s',
    async (path) => {
      expect((await api.ask(`/api/fleet/${path}`)).status).toBe(400);
    },
  );

  it('shows what was refused, the most frequent first, in plain words', async () => {
    const dimensions = (reason: string) => [
      { Name: 'fleet', Value: 'fleetprov' },
      { Name: 'source', Value: 'provision' },
      { Name: 'decision', Value: 'refused' },
      { Name: 'reason', Value: reason },
    ];
    const reasons = ['blocked', 'has-current', 'not-on-allowlist', '<b>'];
    api.watch.script = (command) =>
      command === 'ListMetrics'
        ? { Metrics: reasons.map((reason) => ({ Dimensions: dimensions(reason) })) }
        : {
            MetricDataResults: [[1, 2], [7], [], [1]].map((known, index) => ({
              Id: `m${index}`,
              Values: known,
              Timestamps: known.map(() => new Date()),
            })),
          };
    const { total, reasons: shown } = fleetRefusals.parse(await api.json('/api/fleet/refusals?hours=24'));
    expect(total).toBe(11);
    expect(shown).toMatchObject([
      {
        source: 'provision',
        reason: 'has-current',
        count: 7,
        words: expect.stringContaining('permit to reprovision'),
      },
      {
        reason: 'blocked',
        count: 3,
        words: expect.stringContaining('An operator has blocked'),
        query: { happened: 'refused', refusal: 'provision:blocked' },
      },
      { reason: '<b>', count: 1, words: 'The function failed with <b>. Its log has the rest.' },
    ]);
  });

  it('shows the alarms of its stack, those that ring first, each with its runbook', async () => {
    const since = new Date('2026-01-01T10:00:00.000Z');
    const alarm = (name: string, state: string, description?: string) => ({
      AlarmName: name,
      StateValue: state,
      AlarmDescription: description,
      StateReason: 'because',
      StateUpdatedTimestamp: since,
    });
    api.watch.script = (_, { NextToken }) =>
      NextToken === undefined
        ? {
            MetricAlarms: [alarm('fleetprov_claim-ends', 'OK'), alarm('fleetprov_own', 'INSUFFICIENT_DATA')],
            NextToken: 'more',
          }
        : {
            MetricAlarms: [
              alarm('fleetprov_refusals_model-1', 'ALARM', 'Many. What to do: docs/runbooks.md#refusals'),
            ],
          };
    const { alarms } = fleetAlarms.parse(await api.json('/api/fleet/alarms'));
    expect(alarms).toEqual([
      {
        name: 'fleetprov_refusals_model-1',
        kind: 'refusals',
        of: 'model-1',
        state: 'ALARM',
        reason: 'because',
        since: since.toISOString(),
        description: 'Many.',
        runbook: 'docs/runbooks.md#refusals',
      },
      { name: 'fleetprov_own', state: 'INSUFFICIENT_DATA', reason: 'because', since: since.toISOString() },
      {
        name: 'fleetprov_claim-ends',
        kind: 'claim-ends',
        state: 'OK',
        reason: 'because',
        since: since.toISOString(),
      },
    ]);
    expect(api.watch.calls[0]?.input).toMatchObject({ AlarmNamePrefix: 'fleetprov_' });
  });
});
