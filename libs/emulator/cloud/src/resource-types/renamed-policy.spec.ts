import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

const StackName = 'roles';

describe('an inline policy of a stack that gets another name', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let iam: IAM;
  beforeAll(async () => {
    cloud = await startTestCloud();
    cloudFormation = new CloudFormation(cloud.settings);
    iam = new IAM(cloud.settings);
  });
  afterAll(async () => {
    cloudFormation.destroy();
    iam.destroy();
    await cloud.close();
  });

  const template = (PolicyName: string): string => {
    const document = (Principal: object, Action: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, ...Principal }],
    });
    return JSON.stringify({
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'worker',
            AssumeRolePolicyDocument: document(
              { Principal: { Service: 'lambda.amazonaws.com' } },
              'sts:AssumeRole',
            ),
          },
        },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName,
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: document({ Resource: '*' }, 'sqs:SendMessage'),
          },
        },
      },
    });
  };
  const names = async () => (await iam.listRolePolicies({ RoleName: 'worker' })).PolicyNames;
  const physicalId = async () => {
    const asked = { StackName, LogicalResourceId: 'Policy' };
    return (await cloudFormation.describeStackResource(asked)).StackResourceDetail?.PhysicalResourceId;
  };

  it('stays the same resource, and the role has it by the new name only', async () => {
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    await cloudFormation.createStack({ StackName, Capabilities, TemplateBody: template('first') });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    const before = await physicalId();
    await cloudFormation.updateStack({ StackName, Capabilities, TemplateBody: template('second') });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    expect(await names()).toEqual(['second']);
    expect(await physicalId()).toBe(before);
  });
});
