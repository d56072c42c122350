import { until } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import { documented, reported } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { MadeInCloud, policyDocument } from './made-in-cloud';

describe('policies', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
  });

  afterAll(() => resources.dispose());

  const addVersion = (policyName: string, setAsDefault = false): Promise<unknown> =>
    cloud.iot.createPolicyVersion({ policyName, policyDocument: policyDocument(), setAsDefault });

  reported('awslabs/aws-sdk-ios-samples#91')('that do not exist cannot be attached', async () => {
    const { certificateArn } = await made.certificate();
    const attached = cloud.iot.attachPolicy({
      policyName: cloud.freshName('absent'),
      target: certificateArn,
    });
    await expect(attached).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Policy not found',
    });
  });

  reported('hashicorp/terraform-provider-aws#30314')('have at most five versions', async () => {
    const policyName = await made.policy();
    for (let version = 2; version <= 5; version += 1) {
      await addVersion(policyName);
    }
    await expect(addVersion(policyName)).rejects.toMatchObject({
      name: 'VersionsLimitExceededException',
      message: `The policy ${policyName} already has the maximum number of versions (5)`,
    });
  });

  reported('rebuy-de/aws-nuke#374')('cannot be deleted while they are attached', async () => {
    const policyName = await made.policy();
    await made.certificate(policyName);
    await expect(cloud.iot.deletePolicy({ policyName })).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: `The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`,
    });
  });

  reported('rebuy-de/aws-nuke#320')('cannot be deleted while they have other versions', async () => {
    const policyName = await made.policy();
    await addVersion(policyName);
    await expect(cloud.iot.deletePolicy({ policyName })).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: expect.stringMatching(
        /^The policy cannot be deleted as versions other than .*default version/,
      ),
    });
  });

  documented('API reference, CreatePolicyVersion')(
    'keep their default version unless another is set as default',
    async () => {
      const policyName = await made.policy();
      await addVersion(policyName);
      expect(await cloud.iot.getPolicy({ policyName })).toMatchObject({ defaultVersionId: '1' });
      await addVersion(policyName, true);
      expect(await cloud.iot.getPolicy({ policyName })).toMatchObject({ defaultVersionId: '3' });
      await cloud.iot.setDefaultPolicyVersion({ policyName, policyVersionId: '2' });
      const second = await cloud.iot.getPolicyVersion({ policyName, policyVersionId: '2' });
      expect(second).toMatchObject({ isDefaultVersion: true, policyDocument: policyDocument() });
    },
  );

  documented('API reference, ListAttachedPolicies')(
    'are listed for the certificate that they are attached to',
    async () => {
      const policyName = await made.policy();
      const { certificateArn } = await made.certificate(policyName);
      const { policies } = await cloud.iot.listAttachedPolicies({ target: certificateArn });
      expect(policies).toEqual([{ policyName, policyArn: expect.stringMatching(/:policy\//) }]);
    },
  );

  documented('API reference, GetEffectivePolicies')(
    'of a certificate are those that are attached to it and to the groups of its thing',
    async () => {
      const [ofCertificate, ofGroup] = [await made.policy(), await made.policy()];
      const { certificateArn } = await made.certificate(ofCertificate);
      const [thingName, thingGroupName] = [await made.thing(), await made.thingGroup()];
      const { thingGroupArn } = await cloud.iot.describeThingGroup({ thingGroupName });
      await cloud.iot.attachPolicy({ policyName: ofGroup, target: thingGroupArn });
      await cloud.iot.addThingToThingGroup({ thingName, thingGroupName });
      await cloud.iot.attachThingPrincipal({ thingName, principal: certificateArn });
      const names = async (): Promise<readonly (string | undefined)[]> => {
        const { effectivePolicies = [] } = await cloud.iot.getEffectivePolicies({
          principal: certificateArn,
          thingName,
        });
        return effectivePolicies.map(({ policyName }) => policyName).toSorted();
      };
      // What is attached is not seen at once by everything in AWS.
      await until(async () => (await names()).length === 2);
      expect(await names()).toEqual([ofCertificate, ofGroup].toSorted());
      await cloud.iot.detachThingPrincipal({ thingName, principal: certificateArn });
    },
  );

  documented('API reference, AttachPrincipalPolicy')(
    'can be attached and listed by the older operations',
    async () => {
      const policyName = await made.policy();
      const { certificateArn: principal } = await made.certificate();
      await cloud.iot.attachPrincipalPolicy({ policyName, principal });
      expect((await cloud.iot.listPolicyPrincipals({ policyName })).principals).toHaveLength(1);
      const { policies = [] } = await cloud.iot.listPrincipalPolicies({ principal });
      expect(policies.map((policy) => policy.policyName)).toEqual([policyName]);
      await cloud.iot.detachPrincipalPolicy({ policyName, principal });
      expect((await cloud.iot.listPrincipalPolicies({ principal })).policies).toEqual([]);
    },
  );
});
