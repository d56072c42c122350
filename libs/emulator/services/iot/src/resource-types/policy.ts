import type { IoT } from '@aws-sdk/client-iot';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { document, isErrorNamed, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ PolicyDocument: document, PolicyName: z.string().optional(), Tags: tags });

/**
 * AWS::IoT::Policy. Documented: aws-cloudformation/aws-cloudformation-resource-providers-iot, aws-iot-policy. It does
 * not detach: an attached policy cannot be deleted, and has lost its old versions by then.
 */
export function iotPolicy(clients: Pick<OwnClients, 'iot'>): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::IoT::Policy',
    replaceOn: ['PolicyName'],
    schema,
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
    update: async ({ PolicyDocument: policyDocument }, previous, policyName) => {
      if (policyDocument !== previous.properties.PolicyDocument) {
        await createVersion(await clients.iot(), policyName, policyDocument);
      }
      return { physicalId: policyName, attributes: previous.attributes };
    },
    delete: async (policyName) => {
      const iot = await clients.iot();
      await unlessGone(deleteOtherVersions(iot, policyName).then(() => iot.deletePolicy({ policyName })));
    },
  };
}

/** Older versions stay. Only where there are five, the first one by the order of their ids as texts goes. */
async function createVersion(iot: IoT, policyName: string, policyDocument: string): Promise<void> {
  const version = { policyName, policyDocument, setAsDefault: true };
  try {
    await iot.createPolicyVersion(version);
  } catch (error) {
    if (!isErrorNamed('VersionsLimitExceededException', error)) {
      throw error;
    }
    await deleteFirstVersion(iot, policyName);
    await iot.createPolicyVersion(version);
  }
}

/** "10" is before "9": the first one can be that in force, and then the last one is put in force. */
async function deleteFirstVersion(iot: IoT, policyName: string): Promise<void> {
  const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
  const defaultId = policyVersions.find(({ isDefaultVersion }) => isDefaultVersion)?.versionId;
  const ids = policyVersions.map(({ versionId }) => String(versionId)).sort();
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === defaultId) {
    await iot.setDefaultPolicyVersion({ policyName, policyVersionId: last });
  }
  await iot.deletePolicyVersion({ policyName, policyVersionId: first });
}

async function deleteOtherVersions(iot: IoT, policyName: string): Promise<void> {
  const { policyVersions = [] } = await iot.listPolicyVersions({ policyName });
  for (const { versionId, isDefaultVersion } of policyVersions) {
    if (isDefaultVersion !== true) {
      await iot.deletePolicyVersion({ policyName, policyVersionId: versionId });
    }
  }
}
