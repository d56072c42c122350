import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import { stackWaiter } from '../testing/stack-waiter';
import type { TestCloud } from '../testing/test-cloud';
import { startTestCloud } from '../testing/test-cloud';

const account = '123456789012';
const region = 'us-east-1';
const queueArn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;

describe('by a role, a service does no more than the role may', () => {
  let cloud: TestCloud;
  let iam: IAM;
  let sqs: SQS;
  const clients: { destroy(): void }[] = [];
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const roleFor = async (RoleName: string, service: string): Promise<string> => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
    });
    await iam.createRole({ RoleName, AssumeRolePolicyDocument });
    return `arn:aws:iam::${account}:role/${RoleName}`;
  };
  const allow = (RoleName: string, Action: readonly string[], Resource: string) =>
    iam.putRolePolicy({
      RoleName,
      PolicyName: 'work',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action, Resource },
      }),
    });

  beforeAll(async () => {
    cloud = await startTestCloud();
    iam = kept(new IAM(cloud.settings));
    sqs = kept(new SQS(cloud.settings));
  });

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await cloud.close();
  });

  it('CloudFormation, by the role of a stack', async () => {
    const roleArn = await roleFor('deployer', 'cloudformation.amazonaws.com');
    const stacks = kept(new CloudFormation(cloud.settings));
    const TemplateBody = JSON.stringify({
      Resources: { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'a' } } },
    });
    await stacks.createStack({ StackName: 'poor', RoleARN: roleArn, TemplateBody });
    await expect(waitUntilStackCreateComplete(stackWaiter(stacks), { StackName: 'poor' })).rejects.toThrow(
      'ROLLBACK_COMPLETE',
    );
    const { StackEvents = [] } = await stacks.describeStackEvents({ StackName: 'poor' });
    const reasons = StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '').join('\n');
    expect(reasons).toContain(
      `User: arn:aws:sts::${account}:assumed-role/deployer/AWSCloudFormation is not authorized to perform: ssm:PutParameter`,
    );
    await iam.attachRolePolicy({
      RoleName: 'deployer',
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
    await stacks.createStack({ StackName: 'rich', RoleARN: roleArn, TemplateBody });
    await waitUntilStackCreateComplete(stackWaiter(stacks), { StackName: 'rich' });
  });

  it('CloudFormation, which takes no role that does not trust it', async () => {
    const roleArn = await roleFor('stranger', 'lambda.amazonaws.com');
    const stacks = kept(new CloudFormation(cloud.settings));
    await expect(
      stacks.createStack({ StackName: 's', RoleARN: roleArn, TemplateBody: '{}' }),
    ).rejects.toThrow(`Role ${roleArn} is invalid or cannot be assumed`);
  });

  it('EventBridge Scheduler, by the role of a schedule', async () => {
    const RoleArn = await roleFor('scheduler', 'scheduler.amazonaws.com');
    await sqs.createQueue({ QueueName: 'target' });
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'dead' });
    await allow('scheduler', ['sqs:SendMessage'], queueArn('dead'));
    const scheduler = kept(new Scheduler(cloud.settings));
    await scheduler.createSchedule({
      Name: 'once',
      ScheduleExpression: `at(${cloud.clock.now().toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: queueArn('target'),
        RoleArn,
        Input: 'tick',
        RetryPolicy: { MaximumRetryAttempts: 0 },
        DeadLetterConfig: { Arn: queueArn('dead') },
      },
    });
    const { Messages: [message] = [] } = await sqs.receiveMessage({
      QueueUrl,
      WaitTimeSeconds: 20,
      MessageAttributeNames: ['All'],
    });
    expect(message?.Body).toBe('tick');
    expect(message?.MessageAttributes?.['ERROR_MESSAGE']?.StringValue).toContain(
      'assumed-role/scheduler/scheduler is not authorized to perform: sqs:sendmessage',
    );
  });

  it('Lambda, by the role of a function whose events come from a queue', async () => {
    const Role = await roleFor('worker', 'lambda.amazonaws.com');
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'work' });
    await sqs.createQueue({ QueueName: 'done' });
    const lambda = kept(new Lambda(cloud.settings));
    await lambda.createFunction({
      FunctionName: 'worker',
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') }) },
    });
    const map = () =>
      lambda.createEventSourceMapping({ FunctionName: 'worker', EventSourceArn: queueArn('work') });
    await expect(map()).rejects.toThrow(
      'The provided execution role does not have permissions to call ReceiveMessage on SQS',
    );
    await allow('worker', ['sqs:ReceiveMessage'], queueArn('work'));
    await expect(map()).rejects.toThrow('permissions to call DeleteMessage on SQS');
    await iam.attachRolePolicy({
      RoleName: 'worker',
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole',
    });
    await map();
    await sqs.sendMessage({ QueueUrl, MessageBody: 'm' });
  });

  it('AWS IoT, by the roles of a rule’s actions', async () => {
    const roleArn = await roleFor('rule', 'iot.amazonaws.com');
    const { QueueUrl: queueUrl } = await sqs.createQueue({ QueueName: 'errors' });
    await allow('rule', ['sqs:SendMessage'], queueArn('errors'));
    const iot = kept(new IoT(cloud.settings));
    await iot.createTopicRule({
      ruleName: 'again',
      topicRulePayload: {
        sql: "SELECT * FROM 'first'",
        actions: [{ republish: { topic: 'second', roleArn } }],
        errorAction: { sqs: { queueUrl, roleArn } },
      },
    });
    const data = kept(new IoTDataPlane(cloud.settings));
    await data.publish({ topic: 'first', payload: '{}' });
    const { Messages: [message] = [] } = await sqs.receiveMessage({
      QueueUrl: queueUrl,
      WaitTimeSeconds: 20,
    });
    expect(message?.Body).toContain(
      `assumed-role/rule/rule is not authorized to perform: iot:Publish on resource: arn:aws:iot:${region}:${account}:topic/second`,
    );
  });
});
