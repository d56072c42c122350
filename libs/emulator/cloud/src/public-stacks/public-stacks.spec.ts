import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import type { Parameter } from '@aws-sdk/client-cloudformation';
import { IoT } from '@aws-sdk/client-iot';
import { SSM } from '@aws-sdk/client-ssm';
import { until } from '@fleet/eventually';
import { provisionDevice } from '../testing/provisioning-client';
import { signingRequest } from '../testing/signing-request';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

/** Stacks in the shape of those that others have published; each file names the one that it stands for. */
describe('a stack as others deploy it', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let iot: IoT;

  beforeAll(async () => {
    cloud = await startTestCloud();
    cloudFormation = new CloudFormation(cloud.settings);
    iot = new IoT(cloud.settings);
    const ssm = new SSM(cloud.settings);
    await ssm.putParameter({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '21', Type: 'String' });
    ssm.destroy();
  });

  afterAll(async () => {
    cloudFormation.destroy();
    iot.destroy();
    await cloud.close();
  });

  /** By a change set, as the AWS CLI and the CDK do; answers the outputs. */
  const deploy = async (
    StackName: string,
    file: string,
    Parameters: Parameter[] = [],
  ): Promise<Record<string, string>> => {
    const { Id } = await cloudFormation.createChangeSet({
      StackName,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      TemplateBody: readFileSync(join(__dirname, file), 'utf8'),
      Parameters,
    });
    await cloudFormation.executeChangeSet({ ChangeSetName: Id });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName });
    return Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [String(OutputKey), String(OutputValue)]),
    );
  };
  const remove = async (StackName: string): Promise<void> => {
    await cloudFormation.deleteStack({ StackName });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName });
  };

  it('has a provisioning template whose body is a text', async () => {
    await deploy('boards', 'claim-and-template.json');
    const device = await provisionDevice(cloud, iot, 'boards', { Board: '7' });
    expect(device.thingName).toBe('board_7');
    const { principals } = await iot.listPolicyPrincipals({ policyName: 'boards-production' });
    expect(principals).toEqual([expect.stringContaining(device.certificateId)]);
  });

  it('has a hook of an older runtime, a role alias, and a body with the names of its resources', async () => {
    await deploy('gateways', 'gateways-with-hook.yaml', [{ ParameterKey: 'Suffix', ParameterValue: '-a' }]);
    const { roleAliasDescription } = await iot.describeRoleAlias({
      roleAlias: 'gateway-credentials-a-gateways',
    });
    expect(roleAliasDescription?.roleArn).toContain('role/gateway-credentials-us-east-1');

    const device = await provisionDevice(cloud, iot, 'gateways-a', { SerialNumber: '0242ac110002' });
    expect(device.thingName).toBe('gw_0242ac110002');
    const { thingPrincipalObjects } = await iot.listThingPrincipalsV2({ thingName: device.thingName });
    expect(thingPrincipalObjects).toMatchObject([{ thingPrincipalType: 'EXCLUSIVE_THING' }]);
    const refused = provisionDevice(cloud, iot, 'gateways-a', { SerialNumber: 'no address' });
    await expect(refused).rejects.toThrow('403');
  });

  it('attaches a policy without a name of its own to a claim that is there already', async () => {
    const { certificateArn = '' } = await iot.createKeysAndCertificate({ setAsActive: true });
    await deploy('claimed', 'attached-claim.json', [
      { ParameterKey: 'ClaimArn', ParameterValue: certificateArn },
    ]);
    const { policies = [] } = await iot.listAttachedPolicies({ target: certificateArn });
    expect(policies).toMatchObject([
      { policyName: expect.stringMatching(/^claimed-ClaimPolicy-/) as string },
    ]);
    const device = await provisionDevice(cloud, iot, 'ClaimedFleet', { SerialNumber: '7' });
    expect(device.thingName).toBe('Thing_7');

    // The device still has the policy that the stack would delete.
    await expect(remove('claimed')).rejects.toThrow();
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: 'claimed' });
    expect(stack?.StackStatus).toBe('DELETE_FAILED');
  });

  it('registers things with certificates, and deletes them again', async () => {
    const Csr = await signingRequest();
    const outputs = await deploy('pumps', 'registered-devices.yaml', [
      { ParameterKey: 'Csr', ParameterValue: Csr },
    ]);
    expect(outputs).toMatchObject({
      Thing: 'pump-1',
      ThingArn: 'arn:aws:iot:us-east-1:123456789012:thing/pump-1',
      Kind: 'pump',
      Costs: 'arn:aws:iot:us-east-1:123456789012:billinggroup/north',
      CertificateId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const { principals } = await iot.listThingPrincipals({ thingName: 'pump-1' });
    const arn = `arn:aws:iot:us-east-1:123456789012:cert/${outputs['CertificateId']}`;
    expect(principals).toEqual([arn]);
    expect((await iot.listAttachedPolicies({ target: arn })).policies).toHaveLength(1);
    expect(
      (await iot.describeCertificate({ certificateId: outputs['CertificateId'] })).certificateDescription,
    ).toMatchObject({ status: 'ACTIVE' });

    await cloudFormation.deleteStack({ StackName: 'pumps' });
    // A thing type can be deleted five minutes after it is deprecated, and CloudFormation waits for that.
    const isDeprecated = async () =>
      (await iot.describeThingType({ thingTypeName: 'pump' })).thingTypeMetadata?.deprecated === true;
    await until(isDeprecated);
    cloud.clock.advance(301_000);
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName: 'pumps' });
    for (const gone of [
      () => iot.describeThing({ thingName: 'pump-1' }),
      () => iot.describeThingType({ thingTypeName: 'pump' }),
      () => iot.describeBillingGroup({ billingGroupName: 'north' }),
      () => iot.describeCertificate({ certificateId: outputs['CertificateId'] }),
    ]) {
      await expect(gone()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
  });
});
