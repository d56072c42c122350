import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import { stackWaiter } from './testing/stack-waiter';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const StackName = 'queued-work';
/** Fails what says so, with the queue's own word for it. */
const workerCode = `exports.handler = async ({ Records }) => ({
  batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })),
});`;

/** A queue, its dead-letter queue and the function behind it, as CDK synthesises them. */
function template(work: Record<string, unknown>, mapping: Record<string, unknown>): string {
  const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  return JSON.stringify({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
            ],
          },
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole'],
        },
      },
      Worker: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Role: arn('Role'),
          Timeout: 10,
          Code: { ZipFile: workerCode },
        },
      },
      Dead: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: 'dead', KmsMasterKeyId: 'alias/aws/sqs', MessageRetentionPeriod: 1_209_600 },
      },
      Work: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'work',
          RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 1 },
          ...work,
        },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: arn('Work'), FunctionName: { Ref: 'Worker' }, ...mapping },
      },
    },
    Outputs: { Mapping: { Value: { Ref: 'Mapping' } }, Queue: { Value: { Ref: 'Work' } } },
  });
}

describe('a stack with a queue and its function', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let sqs: SQS;
  let lambda: Lambda;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const client = cloud.settings;
    cloudFormation = new CloudFormation(client);
    sqs = new SQS(client);
    lambda = new Lambda(client);
  });

  afterAll(async () => {
    await cloud.close();
    for (const client of [cloudFormation, sqs, lambda]) {
      client.destroy();
    }
  });

  const attributesOf = async (QueueUrl: string) =>
    (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })).Attributes ?? {};
  const output = async (key: string) => {
    const { Stacks } = await cloudFormation.describeStacks({ StackName });
    return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  };

  it('is made, works, is changed, and goes', async () => {
    const Capabilities = ['CAPABILITY_IAM' as const];
    const first = template(
      { VisibilityTimeout: 60, SqsManagedSseEnabled: true, Tags: [{ Key: 'fleet', Value: 'a' }] },
      {
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    );
    await cloudFormation.createStack({ StackName, Capabilities, TemplateBody: first });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    const QueueUrl = await output('Queue');
    const uuid = await output('Mapping');
    expect(await attributesOf(QueueUrl)).toMatchObject({
      VisibilityTimeout: '60',
      SqsManagedSseEnabled: 'true',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":1}',
    });
    expect(await attributesOf('dead')).toMatchObject({ KmsMasterKeyId: 'alias/aws/sqs' });
    expect(await lambda.getEventSourceMapping({ UUID: uuid })).toMatchObject({
      BatchSize: 5,
      State: 'Enabled',
      ScalingConfig: { MaximumConcurrency: 2 },
    });

    await sqs.sendMessage({ QueueUrl, MessageBody: 'good' });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'bad' });
    for (let isDone = false; !isDone;) {
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
        await attributesOf(QueueUrl);
      isDone = visible === '0' && hidden === '1';
    }
    const dead = await sqs.getQueueUrl({ QueueName: 'dead' });
    const received = sqs.receiveMessage({ QueueUrl: dead.QueueUrl, WaitTimeSeconds: 20 });
    cloud.clock.advance(61_000);
    const letters = await received.then(
      async ({ Messages }) =>
        // What waited may have begun to do so before the time moved on.
        Messages ?? (await sqs.receiveMessage({ QueueUrl: dead.QueueUrl, WaitTimeSeconds: 20 })).Messages,
    );
    expect(letters?.map(({ Body }) => Body)).toEqual(['bad']);

    const second = template({ Tags: [{ Key: 'model', Value: 'b' }] }, { Enabled: false });
    await cloudFormation.updateStack({ StackName, Capabilities, TemplateBody: second });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    expect(await output('Mapping')).toBe(uuid);
    expect(await attributesOf(QueueUrl)).toMatchObject({ VisibilityTimeout: '30' });
    expect((await sqs.listQueueTags({ QueueUrl })).Tags).toEqual({ model: 'b' });
    const changed = await lambda.getEventSourceMapping({ UUID: uuid });
    expect(changed).toMatchObject({ BatchSize: 10, State: 'Disabled', FunctionResponseTypes: [] });
    expect(changed.ScalingConfig).toBeUndefined();

    await cloudFormation.deleteStack({ StackName });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName });
    expect((await lambda.listEventSourceMappings({})).EventSourceMappings).toEqual([]);
    expect((await sqs.listQueues({})).QueueUrls ?? []).toEqual([]);
  });
});
