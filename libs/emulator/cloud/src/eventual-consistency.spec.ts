import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { STS } from '@aws-sdk/client-sts';
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

const trustOfAccount = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
};
const listingThings = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:ListThings', Resource: '*' }],
};
const PolicyDocument = JSON.stringify(listingThings);

/** IAM, and a session of a role that works with IoT. */
class Worker {
  readonly iam: IAM;
  private readonly sts: STS;
  private iot: IoT | undefined;

  constructor(private readonly settings: TestCloud['settings']) {
    this.iam = new IAM(settings);
    this.sts = new STS(settings);
  }

  async begin(): Promise<void> {
    const { Credentials } = await this.sts.assumeRole({ RoleArn: Role, RoleSessionName: 'shift' });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    this.iot = new IoT({ ...this.settings, credentials });
  }

  /** What comes of the work: `done`, or the name of the error. */
  async work(): Promise<string> {
    try {
      await this.iot?.listThings();
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }

  end(): void {
    [this.iam, this.sts, this.iot].forEach((client) => client?.destroy());
  }
}

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

  describe('and a session of a role', () => {
    const denied = 'AccessDeniedException';
    const AssumeRolePolicyDocument = JSON.stringify(trustOfAccount);
    let worker: Worker;
    const start = async (scale: number): Promise<void> => {
      cloud = await startTestCloud({ consistency: { seed: 'permissions', scale } });
      worker = new Worker(cloud.settings);
    };
    const settled = (): void => cloud.clock.advance(30_000);
    afterEach(() => worker.end());

    it('has nobody assume a new role at once', async () => {
      await start(1);
      await worker.iam.createRole({ RoleName, AssumeRolePolicyDocument });
      await expect(worker.begin()).rejects.toMatchObject({ name: 'AccessDenied' });
      settled();
      await worker.begin();
    });

    it('lets it do what a policy in the role allows within half a minute, and as long after its end', async () => {
      await start(1);
      await worker.iam.createRole({ RoleName, AssumeRolePolicyDocument });
      settled();
      await worker.begin();
      await worker.iam.putRolePolicy({ RoleName, PolicyName: 'work', PolicyDocument });
      expect(await worker.work()).toBe(denied);
      settled();
      expect(await worker.work()).toBe('done');
      await worker.iam.deleteRolePolicy({ RoleName, PolicyName: 'work' });
      expect(await worker.work()).toBe('done');
      settled();
      expect(await worker.work()).toBe(denied);
    });

    it('does not see at once that a managed policy is attached, says something else, or is detached', async () => {
      await start(1);
      await worker.iam.createRole({ RoleName, AssumeRolePolicyDocument });
      const { Policy } = await worker.iam.createPolicy({ PolicyName: 'work', PolicyDocument });
      const PolicyArn = Policy?.Arn;
      settled();
      await worker.begin();
      await worker.iam.attachRolePolicy({ RoleName, PolicyArn });
      expect(await worker.work()).toBe(denied);
      settled();
      expect(await worker.work()).toBe('done');
      const other = PolicyDocument.replace('ListThings', 'ListJobs');
      await worker.iam.createPolicyVersion({ PolicyArn, PolicyDocument: other, SetAsDefault: true });
      expect(await worker.work()).toBe('done');
      settled();
      expect(await worker.work()).toBe(denied);
      await worker.iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v1' });
      settled();
      await worker.iam.detachRolePolicy({ RoleName, PolicyArn });
      expect(await worker.work()).toBe('done');
      settled();
      expect(await worker.work()).toBe(denied);
    });

    it('may do at once what a stack has allowed', async () => {
      await start(0.01);
      const cloudFormation = new CloudFormation(cloud.settings);
      const StackName = 'work';
      await cloudFormation.createStack({
        StackName,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        TemplateBody: JSON.stringify({
          Resources: {
            Role: {
              Type: 'AWS::IAM::Role',
              Properties: { RoleName, AssumeRolePolicyDocument: trustOfAccount },
            },
            Policy: {
              Type: 'AWS::IAM::Policy',
              Properties: { PolicyName: 'work', PolicyDocument: listingThings, Roles: [{ Ref: 'Role' }] },
            },
          },
        }),
      });
      await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
      cloudFormation.destroy();
      await worker.begin();
      expect(await worker.work()).toBe('done');
    });
  });
});
