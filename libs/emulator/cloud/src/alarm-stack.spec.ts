import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { SQS } from '@aws-sdk/client-sqs';
import { eventually } from '@fleet/eventually';
import { stackWaiter } from './testing/stack-waiter';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const StackName = 'watched';
const alarmArn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:refused';
const ref = (id: string) => ({ Ref: id });
const allowing = (service: string, action: string, sourceArn: unknown) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
  },
});

/** An alarm whose topic has a queue behind it. */
function template(alarm: object, mayPublish: string, dashboard = '{"widgets":[]}'): string {
  const queueArn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const metric = { Metric: { Namespace: 'Test', MetricName: 'Refused' }, Period: '60', Stat: 'Sum' };
  const Resources = {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('Topic')],
        PolicyDocument: allowing('cloudwatch.amazonaws.com', 'sns:Publish', mayPublish),
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'rung' } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('Queue')],
        PolicyDocument: allowing('sns.amazonaws.com', 'sqs:SendMessage', ref('Topic')),
      },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: ref('Topic'), Protocol: 'sqs', Endpoint: queueArn, RawMessageDelivery: true },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'refused',
        AlarmActions: [ref('Topic')],
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: '1',
        Threshold: '2',
        TreatMissingData: 'notBreaching',
        Metrics: [
          { Id: 'twice', Expression: 'm1 * 2' },
          { Id: 'm1', MetricStat: metric, ReturnData: 'false' },
        ],
        Tags: [{ Key: 'fleet', Value: 'a' }],
        ...alarm,
      },
    },
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: 'fleet',
        DashboardBody: dashboard,
        Tags: [{ Key: 'fleet', Value: 'a' }],
      },
    },
  };
  return JSON.stringify({ Resources, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Alarm', 'Arn'] } } } });
}

describe('a stack with an alarm', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let cloudWatch: CloudWatch;
  let sqs: SQS;

  beforeAll(async () => {
    cloud = await startTestCloud();
    cloudFormation = new CloudFormation(cloud.settings);
    cloudWatch = new CloudWatch(cloud.settings);
    sqs = new SQS(cloud.settings);
  });
  afterAll(async () => {
    [cloudFormation, cloudWatch, sqs].forEach((client) => client.destroy());
    await cloud.close();
  });

  const refuse = (Value: number) =>
    cloudWatch.putMetricData({ Namespace: 'Test', MetricData: [{ MetricName: 'Refused', Value }] });
  /** The next message of the queue. */
  const rung = () =>
    eventually('message', async () => {
      const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl: 'rung' });
      if (message !== undefined) {
        await sqs.deleteMessage({ QueueUrl: 'rung', ReceiptHandle: message.ReceiptHandle });
      }
      return message && (JSON.parse(message.Body ?? 'null') as unknown);
    });
  const actions = async () => {
    const { AlarmHistoryItems = [] } = await cloudWatch.describeAlarmHistory({ HistoryItemType: 'Action' });
    return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary?.split(' ')[0]);
  };

  it('rings where its topic lets it, changes, and goes', async () => {
    await cloudFormation.createStack({ StackName, TemplateBody: template({}, alarmArn) });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName });
    expect(stack?.Outputs).toMatchObject([{ OutputKey: 'Arn', OutputValue: alarmArn }]);
    await refuse(2);
    cloud.clock.advance(60_000);
    expect(await rung()).toMatchObject({ AlarmName: 'refused', NewStateValue: 'ALARM', AlarmArn: alarmArn });

    const changed = template(
      { Threshold: 8, Tags: [] },
      'arn:aws:cloudwatch:*:*:alarm:other',
      '{"widgets":[],"start":"-PT1H"}',
    );
    await cloudFormation.updateStack({ StackName, TemplateBody: changed });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    const { MetricAlarms } = await cloudWatch.describeAlarms({});
    expect(MetricAlarms).toMatchObject([{ AlarmName: 'refused', Threshold: 8 }]);
    expect((await cloudWatch.listTagsForResource({ ResourceARN: alarmArn })).Tags).toEqual([]);
    const { DashboardBody } = await cloudWatch.getDashboard({ DashboardName: 'fleet' });
    expect(DashboardBody).toContain('-PT1H');
    cloud.clock.advance(600_000);
    await refuse(5);
    cloud.clock.advance(60_000);
    expect(
      await eventually('failure', async () => ((await actions()).length > 1 ? actions() : undefined)),
    ).toEqual(['Failed', 'Successfully']);

    await cloudFormation.deleteStack({ StackName });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName });
    expect((await cloudWatch.describeAlarms({})).MetricAlarms).toEqual([]);
    expect((await cloudWatch.listDashboards({})).DashboardEntries).toEqual([]);
  });
});
