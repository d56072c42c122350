import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { stackWaiter } from './testing/stack-waiter';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const RoleName = 'work';
const Role = `arn:aws:iam::123456789012:role/${RoleName}`;
const trustPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['iot.amazonaws.com', 'lambda.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
};
const topicRulePayload = {
  sql: "SELECT * FROM 'a'",
  actions: [{ republish: { topic: 'b', roleArn: Role } }],
};
const templateBody = JSON.stringify({
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } },
    },
  },
});

describe('a cloud that is eventually consistent', () => {
  let cloud: TestCloud;
  afterEach(() => cloud.close());

  it('has services that do not see a new role at once, and do within half a minute', async () => {
    cloud = await startTestCloud({ consistency: { seed: 'roles', scale: 1 } });
    const iam = new IAM(cloud.settings);
    const iot = new IoT(cloud.settings);
    const lambda = new Lambda(cloud.settings);
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trustPolicy) });
    const uses = (): Promise<unknown>[] => [
      iot.createTopicRule({ ruleName: 'r', topicRulePayload }),
      iot.createProvisioningTemplate({ templateName: 't', templateBody, provisioningRoleArn: Role }),
      lambda.createFunction({
        FunctionName: 'f',
        Role,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') }) },
      }),
    ];
    const unableToAssume = {
      name: 'InvalidRequestException',
      message:
        `AWS IoT (iot.amazonaws.com) is unable to assume role (sts:AssumeRole) on resource: ${Role}. ` +
        'If the role was just created or updated, please try again in a few seconds.',
    };
    expect(await Promise.allSettled(uses())).toMatchObject([
      { status: 'rejected', reason: unableToAssume },
      { status: 'rejected', reason: unableToAssume },
      {
        status: 'rejected',
        reason: {
          name: 'InvalidParameterValueException',
          message: 'The role defined for the function cannot be assumed by Lambda.',
        },
      },
    ]);
    cloud.clock.advance(30_000);
    await Promise.all(uses());
    for (const client of [iam, iot, lambda]) {
      client.destroy();
    }
  });

  it('makes a stack whose rule has a role of the same stack', async () => {
    cloud = await startTestCloud({ consistency: { seed: 'stack', scale: 0.01 } });
    const cloudFormation = new CloudFormation(cloud.settings);
    const StackName = 'rules';
    await cloudFormation.createStack({
      StackName,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      TemplateBody: JSON.stringify({
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { RoleName, AssumeRolePolicyDocument: trustPolicy } },
          Rule: {
            Type: 'AWS::IoT::TopicRule',
            Properties: {
              RuleName: 'r',
              TopicRulePayload: {
                Sql: "SELECT * FROM 'a'",
                Actions: [{ Republish: { Topic: 'b', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } }],
              },
            },
          },
        },
      }),
    });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    cloudFormation.destroy();
  });
});
