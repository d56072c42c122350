import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { failureOf } from '@fleet/served-services';
import { serveCloudWatch } from '../testing/served-cloudwatch';
import type { ServedCloudWatch } from '../testing/served-cloudwatch';

const noon = new Date('2026-11-28T12:00:00Z');
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const Namespace = 'Test';
const MetricName = 'Refused';
const topic = 'arn:aws:sns:us-east-1:123456789012:alarms';
const worker = 'arn:aws:lambda:us-east-1:123456789012:function:worker';
/** For an alarm on an expression. */
const onNoMetric = { MetricName: undefined, Namespace: undefined, Statistic: undefined, Period: undefined };
const alarmArn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:refused';

describe('an alarm', () => {
  let cloud: ServedCloudWatch;
  beforeEach(async () => {
    cloud = await serveCloudWatch(noon);
    cloud.service.start();
  });
  afterEach(() => cloud.close());

  const create = (change: Partial<PutMetricAlarmCommandInput> = {}) =>
    cloud.client.putMetricAlarm({
      AlarmName: 'refused',
      Namespace,
      MetricName,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
      OKActions: [topic],
      ...change,
    });
  const put = (Value: number, at: number, name = MetricName) =>
    cloud.client.putMetricData({
      Namespace,
      MetricData: [{ MetricName: name, Value, Timestamp: later(at) }],
    });
  const goTo = async (seconds: number) => {
    cloud.setTime(later(seconds));
    await cloud.settled();
  };
  const state = async (name = 'refused') => {
    const { MetricAlarms: [found] = [] } = await cloud.client.describeAlarms({ AlarmNames: [name] });
    return found;
  };
  const messages = () => cloud.sent.map(({ message }) => message);

  it('begins without data, and looks at them in the next minute', async () => {
    await create();
    expect(await state()).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    });
    await goTo(60);
    expect((await state())?.StateValue).toBe('OK');
    await put(5, 60);
    await goTo(119);
    expect((await state())?.StateValue).toBe('OK');
    await goTo(120);
    expect(await state()).toMatchObject({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 1 out of the last 1 datapoints [5.0 (28/11/26 12:01:00)] was greater than the threshold ' +
        '(2.0) (minimum 1 datapoint for OK -> ALARM transition).',
      StateUpdatedTimestamp: later(120),
    });
  });

  it('tells its topic of changes, and of nothing else', async () => {
    await create({ AlarmDescription: 'see the runbook' });
    await goTo(60);
    await put(5, 60);
    await goTo(120);
    await put(6, 120);
    await goTo(180);
    await goTo(3_600);
    expect(cloud.sent.map(({ to, alarmArn: by, subject }) => [to, by, subject])).toEqual([
      [topic, alarmArn, 'OK: "refused" in US East (N. Virginia)'],
      [topic, alarmArn, 'ALARM: "refused" in US East (N. Virginia)'],
      [topic, alarmArn, 'OK: "refused" in US East (N. Virginia)'],
    ]);
    expect(messages()[1]).toMatchObject({
      AlarmName: 'refused',
      AlarmDescription: 'see the runbook',
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      NewStateReason: expect.stringContaining('Threshold Crossed') as string,
      StateChangeTime: '2026-11-28T12:02:00.000+0000',
      Region: 'US East (N. Virginia)',
      AlarmArn: alarmArn,
      Trigger: {
        MetricName,
        Namespace,
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [],
        Period: 60,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 2,
        TreatMissingData: 'notBreaching',
      },
    });
  });

  it('calls a function with an event', async () => {
    await create({ AlarmActions: [worker], OKActions: [] });
    await put(5, 0);
    await goTo(60);
    expect(messages()).toMatchObject([
      {
        source: 'aws.cloudwatch',
        alarmArn,
        accountId: '123456789012',
        time: '2026-11-28T12:01:00.000+0000',
        region: 'us-east-1',
        alarmData: {
          alarmName: 'refused',
          state: { value: 'ALARM' },
          previousState: { value: 'INSUFFICIENT_DATA' },
          configuration: {
            metrics: [
              {
                id: 'm1',
                metricStat: {
                  metric: { namespace: Namespace, name: MetricName, dimensions: {} },
                  period: 60,
                  stat: 'Sum',
                },
              },
            ],
          },
        },
      },
    ]);
  });

  it('rings for what happened in a time that the clock has passed over, each in its turn', async () => {
    await create({ AlarmActions: [topic], OKActions: [] });
    await create({
      AlarmName: 'silence',
      TreatMissingData: 'breaching',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      Period: 86_400,
      OKActions: [],
    });
    await put(5, 60);
    await goTo(365 * 86_400);
    expect(messages()).toMatchObject([
      { AlarmName: 'silence', StateChangeTime: '2026-11-28T12:01:00.000+0000' },
      { AlarmName: 'refused', NewStateValue: 'ALARM', StateChangeTime: '2026-11-28T12:02:00.000+0000' },
      { AlarmName: 'silence', NewStateValue: 'ALARM', OldStateValue: 'OK' },
    ]);
    expect((await state())?.StateValue).toBe('OK');
  });

  it('rings for what happened while nothing ran', async () => {
    await create({ OKActions: [] });
    await put(5, 60);
    await cloud.restart(() => cloud.setTime(later(7_200)));
    cloud.service.start();
    await cloud.settled();
    expect(messages()).toMatchObject([
      { NewStateValue: 'ALARM', StateChangeTime: '2026-11-28T12:02:00.000+0000' },
    ]);
  });

  it('goes on from there when the clock was moved back', async () => {
    await create();
    await goTo(365 * 86_400);
    await goTo(0);
    await put(5, 0);
    await goTo(60);
    expect((await state())?.StateValue).toBe('ALARM');
  });

  it('needs M of the last N data points', async () => {
    await create({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await put(5, 0);
    await put(1, 60);
    await goTo(120);
    expect((await state())?.StateValue).toBe('OK');
    await put(5, 120);
    await goTo(180);
    expect((await state())?.StateValue).toBe('ALARM');
  });

  it('can be on an expression, and on a percentile', async () => {
    const Metric = (name: string) => ({ Metric: { Namespace, MetricName: name }, Period: 60, Stat: 'Sum' });
    await create({
      ...onNoMetric,
      Metrics: [
        { Id: 'share', Expression: 'IF(m2 > 0, 100 * m1 / m2, 0)', Label: 'Share' },
        { Id: 'm1', MetricStat: Metric(MetricName), ReturnData: false },
        { Id: 'm2', MetricStat: Metric('All'), ReturnData: false },
      ],
    });
    await create({ AlarmName: 'slow', MetricName: 'Time', Statistic: undefined, ExtendedStatistic: 'p99' });
    await put(5, 0);
    await put(10, 0, 'All');
    await put(3, 0, 'Time');
    await goTo(60);
    expect((await state())?.StateReason).toContain('[50.0 (28/11/26 12:00:00)]');
    expect((await state('slow'))?.StateValue).toBe('ALARM');
    expect((await state())?.Metrics).toHaveLength(3);
    const [{ Trigger } = { Trigger: {} }] = messages() as { Trigger: object }[];
    expect(Trigger).toMatchObject({
      Metrics: [{ Id: 'share', ReturnData: true }, { Id: 'm1' }, { Id: 'm2' }],
    });
  });

  it('has no data when nothing comes, unless missing data are taken for something', async () => {
    await create({ TreatMissingData: 'missing' });
    await create({ AlarmName: 'kept', TreatMissingData: 'ignore' });
    await create({ AlarmName: 'breached', TreatMissingData: 'breaching' });
    await put(1, 0);
    await goTo(60);
    const all = async () =>
      Promise.all(['refused', 'kept', 'breached'].map(async (name) => (await state(name))?.StateValue));
    expect(await all()).toEqual(['OK', 'OK', 'OK']);
    await goTo(600);
    expect(await all()).toEqual(['INSUFFICIENT_DATA', 'OK', 'ALARM']);
    expect((await state())?.StateReason).toBe('Insufficient Data: 1 datapoint was unknown.');
    expect((await state('breached'))?.StateReason).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    );
  });

  it('looks every ten seconds at a metric of high resolution', async () => {
    await create({ Period: 10 });
    await cloud.client.putMetricData({
      Namespace,
      MetricData: [{ MetricName, Value: 5, StorageResolution: 1, Timestamp: noon }],
    });
    await goTo(10);
    expect((await state())?.StateValue).toBe('ALARM');
  });

  it('acts when its state is set, and goes back by itself', async () => {
    await create();
    await goTo(60);
    await cloud.client.setAlarmState({
      AlarmName: 'refused',
      StateValue: 'ALARM',
      StateReason: 'a test',
      StateReasonData: '{"a":1}',
    });
    await cloud.settled();
    expect((await state())?.StateReason).toBe('a test');
    await goTo(120);
    expect((await state())?.StateValue).toBe('OK');
    expect(messages()).toMatchObject([
      { NewStateValue: 'OK' },
      { NewStateReason: 'a test' },
      { NewStateValue: 'OK' },
    ]);
  });

  it('does nothing while its actions are disabled', async () => {
    await create({ OKActions: [] });
    await cloud.client.disableAlarmActions({ AlarmNames: ['refused', 'unknown'] });
    await put(5, 0);
    await goTo(60);
    expect((await state())?.ActionsEnabled).toBe(false);
    expect(cloud.sent).toEqual([]);
    await cloud.client.enableAlarmActions({ AlarmNames: ['refused'] });
    await goTo(600);
    await put(5, 600);
    await goTo(660);
    expect(cloud.sent).toHaveLength(1);
  });

  it('keeps its state and its tags when it is put again', async () => {
    await create({ Tags: [{ Key: 'a', Value: '1' }] });
    await put(5, 0);
    await goTo(60);
    await create({ Threshold: 3, Tags: [{ Key: 'a', Value: '2' }] });
    expect(await state()).toMatchObject({ StateValue: 'ALARM', Threshold: 3 });
    await cloud.client.tagResource({ ResourceARN: alarmArn, Tags: [{ Key: 'b', Value: '3' }] });
    await cloud.client.untagResource({ ResourceARN: alarmArn, TagKeys: ['x'] });
    expect((await cloud.client.listTagsForResource({ ResourceARN: alarmArn })).Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '3' },
    ]);
  });

  it('is found by name, state, action and metric, in pages', async () => {
    await create();
    await create({ AlarmName: 'refusal', AlarmActions: [worker], OKActions: [], MetricName: 'Other' });
    await create({ AlarmName: 'other' });
    const names = async (asked: object) =>
      (await cloud.client.describeAlarms(asked)).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    expect(await names({})).toEqual(['other', 'refusal', 'refused']);
    expect(await names({ AlarmNamePrefix: 'refus' })).toEqual(['refusal', 'refused']);
    expect(await names({ StateValue: 'ALARM' })).toEqual([]);
    expect(await names({ ActionPrefix: 'arn:aws:lambda' })).toEqual(['refusal']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const first = await cloud.client.describeAlarms({ MaxRecords: 2 });
    expect(await names({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['refused']);
    const onMetric = await cloud.client.describeAlarmsForMetric({ Namespace, MetricName: 'Other' });
    expect(onMetric.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['refusal']);
    expect(await failureOf(cloud.client.describeAlarms({ NextToken: 'x' }))).toBe('InvalidNextToken');
  });

  it('has a history', async () => {
    await create({ OKActions: [], AlarmActions: [topic, worker] });
    cloud.breakTargets((arn) => arn === worker);
    await put(5, 0);
    await goTo(60);
    const summaries = async (asked: object) =>
      (await cloud.client.describeAlarmHistory(asked)).AlarmHistoryItems?.map(
        ({ HistorySummary }) => HistorySummary,
      );
    expect(await summaries({ AlarmName: 'refused', ScanBy: 'TimestampAscending' })).toEqual([
      'Alarm "refused" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      `Successfully executed action ${topic}`,
      `Failed to execute action ${worker}`,
    ]);
    expect(await summaries({ HistoryItemType: 'StateUpdate' })).toHaveLength(1);
    expect(await summaries({ MaxRecords: 1 })).toEqual([`Failed to execute action ${worker}`]);
    expect(cloud.problems).toEqual([`the action ${worker} of the alarm refused failed`]);
  });

  it('is silent for good once it is deleted', async () => {
    await create();
    await cloud.client.deleteAlarms({ AlarmNames: ['refused'] });
    expect(await failureOf(cloud.client.deleteAlarms({ AlarmNames: ['refused'] }))).toMatch(
      /^ResourceNotFound/,
    );
    await put(5, 0);
    await goTo(60);
    expect(cloud.sent).toEqual([]);
  });

  it.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    [
      'a metric and an expression',
      { Metrics: [{ Id: 'e1', Expression: '1' }] },
      'either a MetricName or Metrics',
    ],
    ['two statistics', { ExtendedStatistic: 'p99' }, 'either a Statistic or an ExtendedStatistic'],
    ['a statistic that there is not', { Statistic: undefined, ExtendedStatistic: 'IQM' }, 'IQM'],
    ['a period of 45 seconds', { Period: 45 }, 'period 45'],
    ['a period of a second', { Period: 1 }, '10, 20, 30'],
    ['more than a day of minutes', { EvaluationPeriods: 1_441 }, '86400 seconds'],
    ['more than a week', { Period: 86_400, EvaluationPeriods: 8 }, '604800 seconds'],
    ['M greater than N', { DatapointsToAlarm: 2 }, 'DatapointsToAlarm'],
    ['no threshold', { Threshold: undefined }, 'Threshold'],
    ['a comparison with a band', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'ComparisonOperator'],
    ['another treatment of missing data', { TreatMissingData: 'guess' }, 'TreatMissingData'],
    [
      'an action that nobody can do',
      { AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] },
      'Invalid arn syntax',
    ],
    ['six actions', { AlarmActions: Array.from({ length: 6 }, () => topic) }, 'AlarmActions'],
    ['a unit that there is not', { Unit: 'Apples' as never }, 'Unit'],
  ])('is refused with %s', async (_what, change, reason) => {
    await expect(create(change)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(reason) as string,
    });
  });

  it.each([
    ['two results', 'm1 * 2', true, 'Exactly one element'],
    ['a list as result', '[m1]', false, 'one series'],
    ['a number as result', '1', false, 'one series'],
  ])('on an expression is refused with %s', async (_what, Expression, ReturnData, reason) => {
    const MetricStat = { Metric: { Namespace, MetricName }, Period: 60, Stat: 'Sum' };
    const change = {
      ...onNoMetric,
      Metrics: [
        { Id: 'e1', Expression },
        { Id: 'm1', MetricStat, ReturnData },
      ],
    };
    await expect(create(change)).rejects.toMatchObject({
      message: expect.stringContaining(reason) as string,
    });
  });
});
