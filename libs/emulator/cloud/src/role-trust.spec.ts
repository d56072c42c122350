import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { strToU8, zipSync } from 'fflate';
import type { TestCloud } from './testing/test-cloud';
import { startTestCloud } from './testing/test-cloud';

const trust = (services: readonly string[], ofAccount = '123456789012'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: services },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': ofAccount } },
      },
    ],
  });
const iotName = 'iot.amazonaws.com';
const lambdaName = 'lambda.amazonaws.com';
const schedulerName = 'scheduler.amazonaws.com';

describe('a service takes no role that it cannot assume', () => {
  const RoleName = 'work';
  const Role = `arn:aws:iam::123456789012:role/${RoleName}`;
  let cloud: TestCloud;
  let iam: IAM;
  let uses: Readonly<Record<string, () => Promise<unknown>>>;
  const outcomeOf = (use: () => Promise<unknown>): Promise<string> =>
    use().then(
      () => 'taken',
      () => 'refused',
    );
  const outcomes = async (): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const [service, use] of Object.entries(uses)) {
      found[service] = await outcomeOf(use);
    }
    return found;
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    iam = new IAM(cloud.settings);
    const iot = new IoT(cloud.settings);
    const lambda = new Lambda(cloud.settings);
    const scheduler = new Scheduler(cloud.settings);
    const topicRulePayload = {
      sql: "SELECT * FROM 'a'",
      actions: [{ republish: { topic: 'b', roleArn: Role } }],
    };
    uses = {
      iot: () => iot.createTopicRule({ ruleName: 'r', topicRulePayload }),
      lambda: () =>
        lambda.createFunction({
          FunctionName: 'f',
          Role,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Code: { ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') }) },
        }),
      scheduler: () =>
        scheduler.createSchedule({
          Name: 's',
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: 'arn:aws:sqs:us-east-1:123456789012:queue', RoleArn: Role },
        }),
    };
  });

  afterAll(async () => {
    iam.destroy();
    await cloud.close();
  });

  it('because there is none, or because it does not trust the service on behalf of this account', async () => {
    expect(await outcomes()).toEqual({ iot: 'refused', lambda: 'refused', scheduler: 'refused' });

    const ofOthers = trust([iotName, lambdaName, schedulerName], '999999999999');
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: ofOthers });
    expect(await outcomes()).toEqual({ iot: 'refused', lambda: 'refused', scheduler: 'refused' });

    await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust([lambdaName]) });
    expect(await outcomes()).toEqual({ iot: 'refused', lambda: 'taken', scheduler: 'refused' });

    const PolicyDocument = trust([iotName, schedulerName]);
    await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
    expect(await outcomes()).toEqual({ iot: 'taken', lambda: 'refused', scheduler: 'taken' });
  });
});
