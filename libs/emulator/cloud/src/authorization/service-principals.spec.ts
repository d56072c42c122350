import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import type { TestCloud } from '../testing/test-cloud';
import { startTestCloud } from '../testing/test-cloud';

const here = 'us-east-1:123456789012';
const policy = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });

describe('a service that acts on behalf of a resource', () => {
  let cloud: TestCloud;
  let iam: IAM;
  const clients: { destroy(): void }[] = [];
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    iam = kept(new IAM(cloud.settings));
  });

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await cloud.close();
  });

  // SNS developer guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic".
  it('delivers to a queue only what the policy of the queue lets that topic send', async () => {
    const sns = kept(new SNS(cloud.settings));
    const sqs = kept(new SQS(cloud.settings));
    const { TopicArn } = await sns.createTopic({ Name: 'alarms' });
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'inbox' });
    const queue = `arn:aws:sqs:${here}:inbox`;
    await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue });
    const allow = (topic: string) =>
      sqs.setQueueAttributes({
        QueueUrl,
        Attributes: {
          Policy: policy({
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: queue,
            Condition: { ArnEquals: { 'aws:SourceArn': topic } },
          }),
        },
      });
    const received = async () => {
      await sns.publish({ TopicArn, Message: 'fire' });
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl });
      return Messages.length;
    };
    expect(await received()).toBe(0);
    await allow(`arn:aws:sns:${here}:others`);
    expect(await received()).toBe(0);
    await allow(TopicArn ?? '');
    expect(await received()).toBe(1);
  });

  it('takes a role only where its trust policy means that resource', async () => {
    const RoleName = 'work';
    const RoleArn = `arn:aws:iam::123456789012:role/${RoleName}`;
    const trust = (sourceArn: string) =>
      policy({
        Effect: 'Allow',
        Principal: { Service: ['iot.amazonaws.com', 'scheduler.amazonaws.com'] },
        Action: 'sts:AssumeRole',
        Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
      });
    const iot = kept(new IoT(cloud.settings));
    const scheduler = kept(new Scheduler(cloud.settings));
    const uses: Readonly<Record<string, () => Promise<unknown>>> = {
      rule: () =>
        iot.createTopicRule({
          ruleName: 'mine',
          topicRulePayload: {
            sql: "SELECT * FROM 'a'",
            actions: [{ republish: { topic: 'b', roleArn: RoleArn } }],
          },
        }),
      schedule: () =>
        scheduler.createSchedule({
          Name: 's',
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: `arn:aws:sqs:${here}:q`, RoleArn },
        }),
    };
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust('arn:aws:iot:*:*:rule/others') });
    const outcome = async (use: string, sourceArn: string) => {
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust(sourceArn) });
      return uses[use]?.().then(
        () => 'taken',
        () => 'refused',
      );
    };
    expect(await outcome('rule', 'arn:aws:iot:*:*:rule/others')).toBe('refused');
    expect(await outcome('rule', `arn:aws:iot:${here}:rule/mine`)).toBe('taken');
    expect(await outcome('schedule', `arn:aws:scheduler:${here}:schedule/default/s`)).toBe('refused');
    expect(await outcome('schedule', `arn:aws:scheduler:${here}:schedule-group/default`)).toBe('taken');
  });

  it('may be let into a function by any form that a policy of a function can have', async () => {
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    await iam.createRole({ RoleName: 'runner', AssumeRolePolicyDocument });
    const lambda = kept(new Lambda(cloud.settings));
    await lambda.createFunction({
      FunctionName: 'f',
      Role: 'arn:aws:iam::123456789012:role/runner',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') }) },
    });
    const permission = { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
    await expect(
      lambda.addPermission({ ...permission, StatementId: 'open', SourceArn: 'arn:aws:sns:*:*:${' }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await lambda.addPermission({ ...permission, StatementId: 'any', SourceArn: `arn:aws:sns:${here}:*` });
  });
});
