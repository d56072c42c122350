import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CreateChangeSetCommandInput, Stack } from '@aws-sdk/client-cloudformation';
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { IoT } from '@aws-sdk/client-iot';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { until } from '@fleet/eventually';
import { stackWaiter } from './testing/stack-waiter';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const bootstrapTemplate = readFileSync(
  join(dirname(require.resolve('aws-cdk/package.json')), 'lib/api/bootstrap/bootstrap-template.yaml'),
  'utf8',
);

const Capabilities: CreateChangeSetCommandInput['Capabilities'] = ['CAPABILITY_NAMED_IAM'];

const policyTemplate = (actions: string[], more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'hush' } },
    Resources: {
      Policy: {
        Type: 'AWS::IoT::Policy',
        Properties: {
          PolicyName: 'sensors',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
          },
          ...more,
        },
      },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Policy', 'Arn'] } } },
  });

describe('AWS CloudFormation', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let iot: IoT;
  let s3: S3;
  let ssm: SSM;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const { settings } = cloud;
    cloudFormation = new CloudFormation(settings);
    iot = new IoT(settings);
    s3 = new S3(settings);
    ssm = new SSM(settings);
  });

  afterAll(async () => {
    for (const client of [cloudFormation, iot, s3, ssm]) {
      client.destroy();
    }
    await cloud.close();
  });

  const stack = async (StackName: string): Promise<Stack | undefined> =>
    (await cloudFormation.describeStacks({ StackName })).Stacks?.[0];
  const failures = async (StackName: string): Promise<(string | undefined)[]> => {
    const { StackEvents: events = [] } = await cloudFormation.describeStackEvents({ StackName });
    return events
      .filter(({ ResourceStatus: status = '' }) => status.endsWith('_FAILED'))
      .map(({ ResourceStatusReason: reason }) => reason);
  };

  it("makes the resources of CDK's bootstrap template, planned by a change set first", async () => {
    const planned = await cloudFormation.createChangeSet({
      StackName: 'CDKToolkit',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      Capabilities,
      TemplateBody: bootstrapTemplate,
      Parameters: [{ ParameterKey: 'FileAssetsBucketKmsKeyId', ParameterValue: 'AWS_MANAGED_KEY' }],
    });
    const { Changes: changes, Status } = await cloudFormation.describeChangeSet({
      ChangeSetName: planned.Id,
    });
    expect(Status).toBe('CREATE_COMPLETE');
    expect(changes).toHaveLength(11);
    expect((await stack('CDKToolkit'))?.StackStatus).toBe('REVIEW_IN_PROGRESS');
    await cloudFormation.executeChangeSet({ ChangeSetName: planned.Id });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName: 'CDKToolkit' });

    const outputs = (await stack('CDKToolkit'))?.Outputs ?? [];
    expect(outputs).toContainEqual(
      expect.objectContaining({
        OutputKey: 'BucketName',
        OutputValue: 'cdk-hnb659fds-assets-123456789012-us-east-1',
      }),
    );
    const { Parameter: version } = await ssm.getParameter({ Name: '/cdk-bootstrap/hnb659fds/version' });
    expect(version?.Value).toMatch(/^\d+$/);
    const { Status: versioning } = await s3.getBucketVersioning({
      Bucket: 'cdk-hnb659fds-assets-123456789012-us-east-1',
    });
    expect(versioning).toBe('Enabled');
  });

  it('says in the words that the cdk CLI knows that there is nothing to change', async () => {
    const { Id } = await cloudFormation.createChangeSet({
      StackName: 'CDKToolkit',
      ChangeSetName: 'second',
      Capabilities,
      TemplateBody: bootstrapTemplate,
      Parameters: [{ ParameterKey: 'FileAssetsBucketKmsKeyId', UsePreviousValue: true }],
    });
    const { Status, StatusReason } = await cloudFormation.describeChangeSet({ ChangeSetName: Id });
    expect([Status, StatusReason]).toEqual([
      'FAILED',
      expect.stringMatching(/^The submitted information didn't contain changes\./),
    ]);
  });

  it('deploys a template that lies in S3, changes it in place and deletes it', async () => {
    const Bucket = 'cdk-hnb659fds-assets-123456789012-us-east-1';
    await s3.putObject({ Bucket, Key: 'some template.json', Body: policyTemplate(['iot:Connect']) });
    const { aws } = cloud.endpoints;
    await cloudFormation.createStack({
      StackName: 'policies',
      TemplateURL: `${aws}/${Bucket}/some%20template.json`,
    });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName: 'policies' });
    await cloudFormation.updateStack({
      StackName: 'policies',
      TemplateBody: policyTemplate(['iot:Publish']),
    });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName: 'policies' });
    const { policyDocument } = await iot.getPolicy({ policyName: 'sensors' });
    expect(policyDocument).toContain('iot:Publish');

    const described = await stack('policies');
    expect(described?.Parameters).toEqual([{ ParameterKey: 'Secret', ParameterValue: '****' }]);
    expect(described?.Outputs?.[0]?.OutputValue).toBe('arn:aws:iot:us-east-1:123456789012:policy/sensors');

    await cloudFormation.deleteStack({ StackName: 'policies' });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName: described?.StackId });
    await expect(iot.getPolicy({ policyName: 'sensors' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(stack('policies')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id policies does not exist',
    });
    expect((await stack(described?.StackId ?? ''))?.StackStatus).toBe('DELETE_COMPLETE');
  });

  it('cannot delete a policy that is attached, and says so', async () => {
    await cloudFormation.createStack({ StackName: 'used', TemplateBody: policyTemplate(['iot:Connect']) });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName: 'used' });
    const { certificateArn: target } = await iot.createKeysAndCertificate({});
    await iot.attachPolicy({ policyName: 'sensors', target });
    await cloudFormation.deleteStack({ StackName: 'used' });
    await expect(
      waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName: 'used' }),
    ).rejects.toThrow();
    expect((await stack('used'))?.StackStatus).toBe('DELETE_FAILED');
    expect(await failures('used')).toContainEqual(expect.stringContaining('attached'));
    await iot.detachPolicy({ policyName: 'sensors', target });
    await cloudFormation.deleteStack({ StackName: 'used' });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName: 'used' });
  });

  it('names the property that a type does not have', async () => {
    const TemplateBody = policyTemplate(['iot:Connect'], { PolicyNane: 'typo' });
    await cloudFormation.createStack({ StackName: 'typo', TemplateBody });
    await expect(
      waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName: 'typo' }),
    ).rejects.toThrow();
    expect(await failures('typo')).toContainEqual(expect.stringContaining('PolicyNane'));
  });

  it.each([
    ['IAM without the capability', { TemplateBody: bootstrapTemplate }, 'InsufficientCapabilitiesException'],
    [
      'a type it does not have',
      { TemplateBody: '{"Resources":{"A":{"Type":"AWS::Moon::Base"}}}' },
      'ValidationError',
    ],
    ['a template of nowhere', { TemplateURL: 'https://example.com/' }, 'ValidationError'],
    ['a template that is not there', { TemplateURL: 'http://127.0.0.1/no-bucket/key' }, 'ValidationError'],
    ['no template', {}, 'ValidationError'],
    [
      'a mode of deployment that it does not have',
      { TemplateBody: policyTemplate(['iot:Connect']), DeploymentConfig: { Mode: 'EXPRESS' as const } },
      'ValidationError',
    ],
    [
      'to delete what fails',
      { TemplateBody: policyTemplate(['iot:Connect']), OnFailure: 'DELETE' as const },
      'ValidationError',
    ],
  ])('refuses %s before anything is made', async (_what, template, name) => {
    await expect(cloudFormation.createStack({ StackName: 'refused', ...template })).rejects.toMatchObject({
      name,
    });
    await expect(stack('refused')).rejects.toThrow('does not exist');
  });

  it('marks the events of a rollback with the token of its request', async () => {
    const StackName = 'stopped';
    const TemplateBody = policyTemplate(['iot:Connect'], { PolicyNane: 'typo' });
    await cloudFormation.createStack({ StackName, TemplateBody, DisableRollback: true });
    await expect(waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName })).rejects.toThrow();
    await cloudFormation.rollbackStack({ StackName, ClientRequestToken: 'back', RetainExceptOnCreate: true });
    await until(async () => (await stack(StackName))?.StackStatus === 'ROLLBACK_COMPLETE');
    const { StackEvents: events = [] } = await cloudFormation.describeStackEvents({ StackName });
    expect(events[0]).toMatchObject({ ResourceStatus: 'ROLLBACK_COMPLETE', ClientRequestToken: 'back' });
  });

  it('says which name a request lacks', async () => {
    const TemplateBody = policyTemplate(['iot:Connect']);
    const Parameters = [{ ParameterValue: 'loud' }];
    await expect(
      cloudFormation.createStack({ StackName: 'refused', TemplateBody, Parameters }),
    ).rejects.toMatchObject({ name: 'ValidationError', message: 'A parameter has no ParameterKey.' });
    await expect(cloudFormation.getTemplate()).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Either StackName or ChangeSetName must be specified.',
    });
  });

  it('answers no change set by the name that clients know', async () => {
    await expect(
      cloudFormation.describeChangeSet({ StackName: 'CDKToolkit', ChangeSetName: 'gone' }),
    ).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  });

  it('takes no answer of a custom resource that it does not wait for', async () => {
    const url = `${cloud.endpoints.aws}/_cloudformation/custom-resource/guessed`;
    expect((await fetch(url, { method: 'PUT', body: '{}' })).status).toBe(403);
    expect((await fetch(url)).status).toBe(405);
  });
});
