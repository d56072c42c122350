import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { document, tags, tagList, unlessGone } from '@fleet/resource-types';
import { z } from 'zod';

const schema = z.strictObject({ PolicyDocument: document, PolicyName: z.string().optional(), Tags: tags });

/** AWS::IoT::Policy. Like CloudFormation's, it does not detach: an attached policy cannot be deleted. */
export function iotPolicy(clients: OwnClients): ResourceType<z.infer<typeof schema>> {
  const deleteOtherVersions = async (policyName: string): Promise<void> => {
    const iot = await clients.iot();
    const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
    for (const { versionId, isDefaultVersion } of policyVersions) {
      if (isDefaultVersion !== true) {
        await iot.deletePolicyVersion({ policyName, policyVersionId: versionId });
      }
    }
  };
  return {
    typeName: 'AWS::IoT::Policy',
    replaceOn: ['PolicyName'],
    parse: (properties) => schema.parse(properties),
    physicalIdOf: ({ PolicyName: name }, context) => name ?? context.uniqueName({ maxLength: 128 }),
    create: async ({ PolicyDocument: policyDocument, PolicyName: name, Tags: own }, context) => {
      const policyName = name ?? context.uniqueName({ maxLength: 128 });
      const iot = await clients.iot();
      const { policyArn } = await iot.createPolicy({
        policyName,
        policyDocument,
        tags: tagList(own, context),
      });
      return { physicalId: policyName, attributes: { Arn: policyArn, Id: policyName } };
    },
    update: async ({ PolicyDocument: policyDocument }, _previous, policyName) => {
      const iot = await clients.iot();
      await deleteOtherVersions(policyName);
      const { policyArn } = await iot.createPolicyVersion({ policyName, policyDocument, setAsDefault: true });
      await deleteOtherVersions(policyName);
      return { physicalId: policyName, attributes: { Arn: policyArn, Id: policyName } };
    },
    delete: async (policyName) => {
      const iot = await clients.iot();
      await unlessGone(deleteOtherVersions(policyName).then(() => iot.deletePolicy({ policyName })));
    },
  };
}
