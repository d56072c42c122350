import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { until } from '@fleet/eventually';
import { stackWaiter } from './testing/stack-waiter';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const StackName = 'alarms';
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const TopicArn = { Ref: 'Topic' };

/** A topic with a queue and a function behind it. */
function template(topic: object, subscription: object): string {
  return JSON.stringify({
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms', ...topic } },
      Raw: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'raw' } },
      Inline: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inline' } },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Raw' }, { Ref: 'Inline' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Service: 'sns.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: '*',
              Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
            },
          },
        },
      },
      ToQueue: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn, Protocol: 'sqs', Endpoint: arn('Raw'), ...subscription },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
            ],
          },
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'listener',
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Role: arn('Role'),
          Code: { ZipFile: 'exports.handler = async (event) => console.log(event.Records[0].Sns.Message);' },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: arn('Function'),
          Principal: 'sns.amazonaws.com',
          SourceArn: TopicArn,
        },
      },
      ToFunction: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn, Protocol: 'lambda', Endpoint: arn('Function') },
      },
    },
    Outputs: {
      Topic: { Value: TopicArn },
      Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } },
      Subscription: { Value: { Ref: 'ToQueue' } },
    },
  });
}

describe('a stack with a topic', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let logs: CloudWatchLogs;
  let sns: SNS;
  let sqs: SQS;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const { settings } = cloud;
    cloudFormation = new CloudFormation(settings);
    logs = new CloudWatchLogs(settings);
    sns = new SNS(settings);
    sqs = new SQS(settings);
  });
  afterAll(async () => {
    for (const client of [cloudFormation, logs, sns, sqs]) {
      client.destroy();
    }
    await cloud.close();
  });

  const topicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';
  const Capabilities = ['CAPABILITY_IAM' as const];
  const outputs = async (): Promise<Record<string, string>> => {
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName });
    return Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [String(OutputKey), String(OutputValue)]),
    );
  };
  const received = async (QueueUrl: string): Promise<(string | undefined)[]> => {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    return Messages.map(({ Body }) => Body);
  };
  const logged = async (text: string): Promise<boolean> => {
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: '/aws/lambda/listener' });
    if (logGroups.length === 0) {
      return false;
    }
    const { events = [] } = await logs.filterLogEvents({ logGroupName: '/aws/lambda/listener' });
    return events.some(({ message }) => message?.includes(text));
  };

  it('delivers to its queue and its function, changes, and goes', async () => {
    const TemplateBody = template({ DisplayName: 'Alarms' }, { RawMessageDelivery: true });
    await cloudFormation.createStack({ StackName, Capabilities, TemplateBody });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    const first = await outputs();
    expect(first).toMatchObject({ Topic: topicArn, Name: 'alarms' });
    await sns.publish({ TopicArn: topicArn, Message: 'fire' });
    expect(await received('raw')).toEqual(['fire']);
    await until(() => logged('fire'));

    const inline = template({ Subscription: [{ Protocol: 'sqs', Endpoint: arn('Inline') }] }, {});
    await cloudFormation.updateStack({ StackName, Capabilities, TemplateBody: inline });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    expect(await outputs()).toEqual(first);
    expect((await sns.getTopicAttributes({ TopicArn: topicArn })).Attributes).toMatchObject({
      DisplayName: '',
      SubscriptionsConfirmed: '3',
    });
    await sns.publish({ TopicArn: topicArn, Message: 'flood' });
    for (const queue of ['raw', 'inline']) {
      expect((await received(queue)).map((body) => JSON.parse(body ?? 'null') as unknown)).toMatchObject([
        { Type: 'Notification', Message: 'flood', TopicArn: topicArn },
      ]);
    }

    await cloudFormation.updateStack({ StackName, Capabilities, TemplateBody: template({}, {}) });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    const { Subscriptions } = await sns.listSubscriptionsByTopic({ TopicArn: topicArn });
    expect(Subscriptions).toHaveLength(2);

    await cloudFormation.deleteStack({ StackName });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName });
    expect((await sns.listTopics({})).Topics).toEqual([]);
    expect((await sns.listSubscriptions({})).Subscriptions).toEqual([]);
  });
});
