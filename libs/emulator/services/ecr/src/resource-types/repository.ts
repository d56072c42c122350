import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, bool, document, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  EmptyOnDelete: bool.optional(),
  ImageScanningConfiguration: z.strictObject({ ScanOnPush: bool.optional() }).optional(),
  ImageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).default('MUTABLE'),
  LifecyclePolicy: z.strictObject({ LifecyclePolicyText: z.string().optional() }).optional(),
  RepositoryName: z.string().optional(),
  RepositoryPolicyText: document.optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::ECR::Repository, as far as CDK's bootstrap stack names it. */
export function ecrRepository(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ RepositoryName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 256, lowercase: true });
  return {
    typeName: 'AWS::ECR::Repository',
    replaceOn: ['RepositoryName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const repositoryName = nameOf(properties, context);
      const { repository } = await (
        await clients.ecr()
      ).createRepository({
        repositoryName,
        imageTagMutability: properties.ImageTagMutability,
        imageScanningConfiguration: {
          scanOnPush: properties.ImageScanningConfiguration?.ScanOnPush ?? false,
        },
        tags: tagList(properties.Tags, context),
      });
      await afterCreating(repositoryName, () => setPolicies(clients, repositoryName, properties));
      const { repositoryArn, repositoryUri } = repository ?? {};
      return { physicalId: repositoryName, attributes: { Arn: repositoryArn, RepositoryUri: repositoryUri } };
    },
    update: async (properties, previous, repositoryName) => {
      const ecr = await clients.ecr();
      await ecr.putImageTagMutability({ repositoryName, imageTagMutability: properties.ImageTagMutability });
      await setPolicies(clients, repositoryName, properties, previous.properties);
      return { physicalId: repositoryName, attributes: previous.attributes };
    },
    delete: async (repositoryName, { EmptyOnDelete: force = false }) =>
      unlessGone((await clients.ecr()).deleteRepository({ repositoryName, force })),
  };
}

async function setPolicies(
  clients: OwnClients,
  repositoryName: string,
  { LifecyclePolicy: lifecycle, RepositoryPolicyText: policyText }: Properties,
  previous?: Properties,
): Promise<void> {
  const ecr = await clients.ecr();
  const lifecyclePolicyText = lifecycle?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined) {
    await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText });
  } else if (previous?.LifecyclePolicy !== undefined) {
    await ecr.deleteLifecyclePolicy({ repositoryName });
  }
  if (policyText !== undefined) {
    await ecr.setRepositoryPolicy({ repositoryName, policyText });
  } else if (previous?.RepositoryPolicyText !== undefined) {
    await ecr.deleteRepositoryPolicy({ repositoryName });
  }
}
