import type { ResourceContext } from '@fleet/resource-types';
import { failureOf } from '@fleet/served-services';
import type { ServedControlPlane } from '../testing/served-control-plane';
import { serveControlPlane } from '../testing/served-control-plane';
import { iotPolicy } from './policy';
import { iotProvisioningTemplate } from './provisioning-template';

const context: ResourceContext = {
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/s/1',
  stackName: 's',
  logicalId: 'Resource',
  resourceType: 'any',
  region: 'us-east-1',
  accountId: '123456789012',
  partition: 'aws',
  stackTags: {},
  signal: new AbortController().signal,
  uniqueName: () => 's-Resource-1',
};

/** As the source of CloudFormation's own handlers has it: aws-cloudformation-resource-providers-iot. */
describe('a stack that changes', () => {
  let served: ServedControlPlane;
  beforeEach(async () => {
    served = await serveControlPlane();
  });
  afterEach(() => served.close());

  describe('a policy', () => {
    const policyName = 'production';
    const propertiesOf = (number: number) => ({
      PolicyName: policyName,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Sid: `S${number}`, Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
      },
    });
    const changeTo = async (from: number, to: number): Promise<void> => {
      const type = iotPolicy({ iot: () => Promise.resolve(served.client) });
      const previous = { properties: type.schema.parse(propertiesOf(from)), attributes: {} };
      await type.update?.(type.schema.parse(propertiesOf(to)), previous, policyName, context);
    };
    const versions = async () => {
      const { policyVersions = [] } = await served.client.listPolicyVersions({ policyName });
      return policyVersions.map(({ versionId, isDefaultVersion }) =>
        isDefaultVersion ? `${versionId} in force` : versionId,
      );
    };

    beforeEach(async () => {
      const type = iotPolicy({ iot: () => Promise.resolve(served.client) });
      await type.create(type.schema.parse(propertiesOf(1)), context);
    });

    it('keeps the older versions, and makes none for the same document', async () => {
      await changeTo(1, 2);
      await changeTo(2, 2);
      expect(await versions()).toEqual(['2 in force', '1']);
    });

    it('deletes the first version by the text of its id, and only at five', async () => {
      for (let number = 1; number < 6; number += 1) {
        await changeTo(number, number + 1);
      }
      expect(await versions()).toEqual(['6 in force', '5', '4', '3', '2']);
      for (let number = 6; number < 11; number += 1) {
        await changeTo(number, number + 1);
      }
      // "10" is the first by text, though it was in force.
      expect(await versions()).toEqual(['11 in force', '9', '8', '7', '6']);
    });
  });

  describe('a provisioning template', () => {
    const templateName = 'registers';
    const propertiesOf = (number: number, more: object = {}) => ({
      TemplateName: templateName,
      ProvisioningRoleArn: 'arn:aws:iam::123456789012:role/registration',
      TemplateBody: JSON.stringify({
        DeviceConfiguration: { number: String(number) },
        Resources: {
          certificate: {
            Type: 'AWS::IoT::Certificate',
            Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } },
          },
        },
      }),
      ...more,
    });
    const type = () => iotProvisioningTemplate({ iot: () => Promise.resolve(served.client) });
    const change = async (from: object, to: object): Promise<void> => {
      const previous = { properties: type().schema.parse(from), attributes: {} };
      await type().update?.(type().schema.parse(to), previous, templateName, context);
    };

    it('keeps the older versions, and fails at the fifth change of the body', async () => {
      await type().create(type().schema.parse(propertiesOf(1)), context);
      for (let number = 1; number < 5; number += 1) {
        await change(propertiesOf(number), propertiesOf(number + 1));
      }
      const { versions = [] } = await served.client.listProvisioningTemplateVersions({ templateName });
      expect(versions.map(({ versionId }) => versionId)).toEqual([1, 2, 3, 4, 5]);

      expect(await failureOf(change(propertiesOf(5), propertiesOf(6)))).toBe(
        'VersionsLimitExceededException',
      );
    });

    it('goes with all its versions', async () => {
      await type().create(type().schema.parse(propertiesOf(1)), context);
      await change(propertiesOf(1), propertiesOf(2));
      await type().delete(templateName, type().schema.parse(propertiesOf(2)), context);

      expect(await failureOf(served.client.describeProvisioningTemplate({ templateName }))).toBe(
        'ResourceNotFoundException',
      );
    });

    it('keeps its hook where the stack no longer names one', async () => {
      const TargetArn = 'arn:aws:lambda:us-east-1:123456789012:function:hook';
      const withHook = propertiesOf(1, { PreProvisioningHook: { TargetArn }, Enabled: true });
      await type().create(type().schema.parse(withHook), context);
      await change(withHook, propertiesOf(1));

      expect(await served.client.describeProvisioningTemplate({ templateName })).toMatchObject({
        preProvisioningHook: { targetArn: TargetArn },
        enabled: true,
      });
    });
  });
});
