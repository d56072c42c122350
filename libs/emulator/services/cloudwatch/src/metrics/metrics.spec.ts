import type { MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { failureOf } from '@fleet/served-services';
import { serveCloudWatch } from '../testing/served-cloudwatch';
import type { ServedCloudWatch } from '../testing/served-cloudwatch';

const noon = new Date('2026-11-28T12:00:00Z');
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const Namespace = 'Test';
const MetricName = 'Refused';

describe('metrics', () => {
  let cloud: ServedCloudWatch;
  beforeEach(async () => {
    cloud = await serveCloudWatch(noon);
  });
  afterEach(() => cloud.close());

  const put = (...data: Partial<MetricDatum>[]) =>
    cloud.client.putMetricData({
      Namespace,
      MetricData: data.map((datum) => ({ MetricName, Timestamp: noon, ...datum })),
    });
  const statistics = async (names: string[], Period = 60, seconds = 600) => {
    const isSimple = (name: string) => !/\d$/.test(name);
    const { Datapoints = [] } = await cloud.client.getMetricStatistics({
      Namespace,
      MetricName,
      StartTime: noon,
      EndTime: later(seconds),
      Period,
      Statistics: names.filter(isSimple) as never,
      ExtendedStatistics: names.some((name) => !isSimple(name))
        ? names.filter((name) => !isSimple(name))
        : undefined,
    });
    return Datapoints;
  };
  const query = async (Expression: string, stat = 'Sum', names = [MetricName]) => {
    const ids = names.map((name, index) => ({
      Id: `m${index + 1}`,
      ReturnData: false,
      MetricStat: { Metric: { Namespace, MetricName: name }, Period: 60, Stat: stat },
    }));
    const { MetricDataResults: results = [] } = await cloud.client.getMetricData({
      MetricDataQueries: [...ids, { Id: 'e1', Expression }],
      StartTime: noon,
      EndTime: later(300),
      ScanBy: 'TimestampAscending',
    });
    const minute = (time: Date) => (time.getTime() - noon.getTime()) / 60_000;
    return results.map(({ Timestamps = [], Values = [] }) =>
      Object.fromEntries(Timestamps.map((time, index) => [minute(time), Values[index]])),
    );
  };

  describe('have statistics', () => {
    it('of all values of a period', async () => {
      await put({ Value: 1 }, { Value: 4, Timestamp: later(59) }, { Value: 100, Timestamp: later(60) });
      expect(await statistics(['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'])).toMatchObject([
        { Timestamp: noon, SampleCount: 2, Sum: 5, Average: 2.5, Minimum: 1, Maximum: 4, Unit: 'None' },
        { Timestamp: later(60), SampleCount: 1, Sum: 100 },
      ]);
      expect(await statistics(['Sum'], 300)).toMatchObject([{ Timestamp: noon, Sum: 105 }]);
    });

    it('of values that were counted before, and percentiles of them', async () => {
      await put({ Values: [10, 20, 1000], Counts: [50, 49, 1] });
      const [{ ExtendedStatistics: found } = {}] = await statistics(['p50', 'p99', 'p99.9', 'tm99']);
      expect(found).toEqual({ p50: 10, p99: 20, 'p99.9': 1000, tm99: (50 * 10 + 49 * 20) / 99 });
    });

    it('of a statistic set, which has percentiles only where all its values are one', async () => {
      const set = { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 };
      await put(
        { StatisticValues: set },
        { StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 3, Maximum: 3 }, Timestamp: later(60) },
      );
      expect(await statistics(['Sum', 'Average', 'p50'])).toMatchObject([
        { Sum: 10, Average: 2.5, ExtendedStatistics: {} },
        { Sum: 6, ExtendedStatistics: { p50: 3 } },
      ]);
    });

    it('of each unit apart', async () => {
      await put({ Value: 1, Unit: 'Count' }, { Value: 2, Unit: 'Seconds' });
      const sums = (await statistics(['Sum'])).map(({ Unit, Sum }) => [Unit, Sum]);
      expect(new Map(sums as never)).toEqual(
        new Map([
          ['Count', 1],
          ['Seconds', 2],
        ]),
      );
    });

    it('that are nearly right where the values are many', async () => {
      for (let part = 0; part < 10; part += 1) {
        await put({ Values: Array.from({ length: 100 }, (_, index) => part * 100 + index) });
      }
      const [{ ExtendedStatistics: found, SampleCount: count } = {}] = await statistics([
        'p50',
        'p99',
        'SampleCount',
      ]);
      expect(count).toBe(1000);
      expect(found?.['p50']).toBeGreaterThan(500 * 0.94);
      expect(found?.['p50']).toBeLessThan(500 * 1.06);
      expect(found?.['p99']).toBeGreaterThan(990 * 0.94);
    });

    it('in seconds where they are of high resolution', async () => {
      await put(
        { Value: 1, StorageResolution: 1 },
        { Value: 2, StorageResolution: 1, Timestamp: later(10) },
        { Value: 4 },
      );
      expect(await statistics(['Sum'], 10)).toMatchObject([{ Sum: 1 }, { Timestamp: later(10), Sum: 2 }]);
      expect(await statistics(['Sum'])).toMatchObject([{ Sum: 7 }]);
    });
  });

  it('are told apart by each set of dimensions, in whatever order', async () => {
    const [a, b] = [
      { Name: 'a', Value: '1' },
      { Name: 'b', Value: '2' },
    ];
    await put({ Value: 1 }, { Value: 2, Dimensions: [a, b] }, { Value: 4, Dimensions: [b, a] });
    expect(await statistics(['Sum'])).toMatchObject([{ Sum: 1 }]);
    const { Metrics } = await cloud.client.listMetrics({ Namespace, Dimensions: [{ Name: 'a' }] });
    expect(Metrics).toEqual([{ Namespace, MetricName, Dimensions: [a, b] }]);
    expect((await cloud.client.listMetrics({ Namespace: 'Other' })).Metrics).toEqual([]);
  });

  it('are listed in pages, as long as they had data in two weeks, or in three hours', async () => {
    const names = Array.from({ length: 501 }, (_, index) => `m${index}`);
    await put(...names.map((name) => ({ MetricName: name, Value: 1 })));
    const first = await cloud.client.listMetrics({});
    const second = await cloud.client.listMetrics({ NextToken: first.NextToken });
    expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 1, undefined]);
    cloud.setTime(later(4 * 3600));
    expect((await cloud.client.listMetrics({ RecentlyActive: 'PT3H' })).Metrics).toEqual([]);
    expect((await cloud.client.listMetrics({ MetricName: 'm7' })).Metrics).toHaveLength(1);
    cloud.setTime(later(15 * 24 * 3600));
    expect((await cloud.client.listMetrics({})).Metrics).toEqual([]);
  });

  it('are there after a restart', async () => {
    await put({ Value: 7 });
    await cloud.restart();
    expect(await statistics(['Sum'])).toMatchObject([{ Sum: 7 }]);
  });

  it('become coarser with time, and go after fifteen months', async () => {
    await put({ Value: 1 }, { Value: 2, Timestamp: later(240) });
    cloud.setTime(later(16 * 24 * 3600));
    await put({ Value: 1, MetricName: 'other', Timestamp: later(16 * 24 * 3600) });
    expect(await statistics(['Sum'])).toEqual([]);
    expect(await statistics(['Sum'], 300)).toMatchObject([{ Sum: 3 }]);
    cloud.setTime(later(456 * 24 * 3600));
    await put({ Value: 1, MetricName: 'other', Timestamp: later(456 * 24 * 3600) });
    expect(await statistics(['Sum'], 3600, 3600)).toEqual([]);
  });

  it('are taken compressed, as the SDK sends many', async () => {
    const text = 'x'.repeat(200);
    await put(
      ...Array.from({ length: 900 }, (_, index) => ({
        Value: index,
        Dimensions: [{ Name: text, Value: text }],
      })),
    );
    const { MetricDataResults: [found] = [] } = await cloud.client.getMetricData({
      StartTime: noon,
      EndTime: later(60),
      MetricDataQueries: [
        {
          Id: 'm1',
          MetricStat: {
            Metric: { Namespace, MetricName, Dimensions: [{ Name: text, Value: text }] },
            Period: 60,
            Stat: 'SampleCount',
          },
        },
      ],
    });
    expect(found).toMatchObject({ Id: 'm1', Label: MetricName, Values: [900], StatusCode: 'Complete' });
  });

  describe('are worked out by metric math', () => {
    beforeEach(() =>
      put(
        ...[1, 2, 6].map((Value, index) => ({ Value, Timestamp: later(60 * index) })),
        ...[10, 0].map((Value, index) => ({ Value, MetricName: 'All', Timestamp: later(60 * index) })),
      ),
    );

    it.each([
      ['m1 + 1', { 0: 2, 1: 3, 2: 7 }],
      ['100 * m1 / m2', { 0: 10 }],
      ['-m1 ^ 2 + (1 - 2) * 3', { 0: -4, 1: -7, 2: -39 }],
      ['FILL(m2, 5)', { 0: 10, 1: 0, 2: 5, 3: 5, 4: 5 }],
      ['FILL(m1, REPEAT)', { 0: 1, 1: 2, 2: 6, 3: 6, 4: 6 }],
      ['SUM(METRICS())', { 0: 11, 1: 2, 2: 6 }],
      ['SUM(METRICS("m1"))', { 0: 1, 1: 2, 2: 6 }],
      ['MAX([m1, m2])', { 0: 10, 1: 2, 2: 6 }],
      ['m1 / SUM(m1) * PERIOD(m1)', { 0: 60 / 9, 1: 120 / 9, 2: 40 }],
      ['IF(m1 > 1 AND m1 != 6, 100, m1)', { 0: 1, 1: 100, 2: 6 }],
      ['IF(m1 >= 2, m1)', { 1: 2, 2: 6 }],
      ['IF(m2, m1 / m2, 0)', { 0: 0.1, 1: 0 }],
      ['RATE(m1)', { 1: 1 / 60, 2: 4 / 60 }],
      ['DIFF(m1)', { 1: 1, 2: 4 }],
      ['RUNNING_SUM(m1)', { 0: 1, 1: 3, 2: 9 }],
      ['ABS(0 - CEIL(m1 / 4)) || 0', { 0: 1, 1: 1, 2: 1 }],
    ])('%s', async (expression, expected) => {
      const [found] = await query(expression, 'Sum', [MetricName, 'All']);
      expect(Object.keys(found ?? {})).toEqual(Object.keys(expected));
      for (const [minute, value] of Object.entries(expected)) {
        expect(found?.[minute]).toBeCloseTo(value, 9);
      }
    });

    it.each([
      ["SEARCH('{AWS/Lambda} Errors', 'Sum')", 'no function SEARCH'],
      ['ANOMALY_DETECTION_BAND(m1)', 'no function ANOMALY_DETECTION_BAND'],
      ['SELECT MAX(x) FROM y', 'Metrics Insights'],
      ['m1 +', 'ends too soon'],
      ['m1 ; 2', 'from character 3'],
      ['m9 + 1', 'no query with the id m9'],
      ['e1 + 1', 'refers to itself'],
      ['SUM(m1)', 'amounts to one value'],
      ['FILL(m1, LINEAR)', 'REPEAT'],
      ['constructor(m1)', 'no function constructor'],
      [`${'('.repeat(60)}m1`, 'nested too deeply'],
      [`${'-'.repeat(2000)}1`, 'nested too deeply'],
      ['1'.repeat(3000), 'longer than'],
    ])('unless it is %s, which is refused', async (expression, reason) => {
      await expect(query(expression)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(reason) as string,
      });
    });
  });

  describe('are refused', () => {
    const failing = async (datum: Partial<MetricDatum>, more: Partial<PutMetricDataCommandInput> = {}) =>
      failureOf(cloud.client.putMetricData({ Namespace, MetricData: [{ MetricName, ...datum }], ...more }));

    it.each<[string, Partial<MetricDatum>, string]>([
      [
        'that are older than two weeks',
        { Value: 1, Timestamp: later(-1_209_601) },
        'InvalidParameterValueException',
      ],
      [
        'that are more than two hours ahead',
        { Value: 1, Timestamp: later(7_500) },
        'InvalidParameterValueException',
      ],
      ['without a value', {}, 'MissingRequiredParameterException'],
      ['with two kinds of values', { Value: 1, Values: [1] }, 'InvalidParameterCombinationException'],
      ['with counts for other values', { Values: [1, 2], Counts: [1] }, 'InvalidParameterValueException'],
      ['with a negative count', { Values: [1], Counts: [-1] }, 'InvalidParameterValueException'],
      ['that are too large', { Value: 2 ** 361 }, 'InvalidParameterValueException'],
      ['in no unit', { Value: 1, Unit: 'Apples' as never }, 'InvalidParameterValueException'],
      [
        'with a resolution of two seconds',
        { Value: 1, StorageResolution: 2 },
        'InvalidParameterValueException',
      ],
      [
        'with an empty dimension',
        { Value: 1, Dimensions: [{ Name: 'a', Value: ' ' }] },
        'InvalidParameterValueException',
      ],
      [
        'with a dimension twice',
        {
          Value: 1,
          Dimensions: [
            { Name: 'a', Value: '1' },
            { Name: 'a', Value: '2' },
          ],
        },
        'InvalidParameterValueException',
      ],
      ['without a name', { Value: 1, MetricName: '' }, 'InvalidParameterValueException'],
    ])('%s', async (_what, datum, error) => {
      expect(await failing(datum)).toBe(error);
    });

    it('in the name of AWS, and without any', async () => {
      expect(await failing({ Value: 1 }, { Namespace: 'AWS/Lambda' })).toBe('InvalidParameterValueException');
      expect(await failing({}, { MetricData: [] })).toBe('MissingRequiredParameterException');
    });

    it('all together when one of them is wrong', async () => {
      expect(await failureOf(put({ Value: 1 }, { Value: 1, MetricName: '' }))).toBe(
        'InvalidParameterValueException',
      );
      expect(await statistics(['Sum'])).toEqual([]);
    });
  });

  it('are not asked for more points than AWS answers', async () => {
    const asked = { Namespace, MetricName, StartTime: noon, Period: 60 };
    const days = (count: number) => later(count * 86_400);
    expect(
      await failureOf(cloud.client.getMetricStatistics({ ...asked, EndTime: days(2), Statistics: ['Sum'] })),
    ).toBe('InvalidParameterCombinationException');
    expect(
      await failureOf(cloud.client.getMetricStatistics({ ...asked, EndTime: noon, Statistics: ['Sum'] })),
    ).toBe('InvalidParameterValueException');
  });
});
