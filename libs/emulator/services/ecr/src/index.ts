import type * as ecr from '@aws-sdk/client-ecr';
import { AwsError, defineService } from '@fleet/aws-wire';
import type { AwsService, Parsed, RequestContext } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { RepositoryRepository } from './repository-repository';
import type { ImageRepository } from './repository-repository';

export { ecrResourceTypes } from './resource-types';
const namePattern = /^(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*$/;

/** Amazon ECR, as far as repositories can be made, configured and deleted: they hold no images. */
export function ecrService({ store, clock }: { store: Store; clock: Clock }): AwsService {
  const repositories = new RepositoryRepository(store);
  const existing = (name: string): ImageRepository => {
    const repository = repositories.find(name);
    if (repository === undefined) {
      throw new AwsError('RepositoryNotFoundException', `The repository with name '${name}' does not exist.`);
    }
    return repository;
  };
  const change = (name: string, changes: Partial<ImageRepository>): ImageRepository => {
    const repository = { ...existing(name), ...changes };
    repositories.save(repository);
    return repository;
  };
  return defineService({
    scope: 'ecr',
    sdk: () => import('@aws-sdk/client-ecr'),
    handlers: {
      CreateRepository: (
        { repositoryName, imageTagMutability, imageScanningConfiguration, tags },
        context,
      ) => {
        if (!namePattern.test(repositoryName)) {
          throw new AwsError(
            'InvalidParameterException',
            `The repository name '${repositoryName}' is not legal.`,
          );
        }
        if (repositories.find(repositoryName) !== undefined) {
          throw new AwsError(
            'RepositoryAlreadyExistsException',
            `The repository with name '${repositoryName}' already exists.`,
          );
        }
        const repository = {
          name: repositoryName,
          created: clock.nowMillis(),
          tagMutability: imageTagMutability ?? ('MUTABLE' as const),
          scanOnPush: imageScanningConfiguration?.scanOnPush ?? false,
          policy: undefined,
          lifecyclePolicy: undefined,
          tags: tagMap(tags ?? []),
        };
        repositories.save(repository);
        return { repository: describe(repository, context) };
      },
      DescribeRepositories: ({ repositoryNames }, context) => {
        const found = repositoryNames === undefined ? repositories.all() : repositoryNames.map(existing);
        return { repositories: found.map((repository) => describe(repository, context)) };
      },
      DeleteRepository: ({ repositoryName }, context) => {
        const repository = existing(repositoryName);
        repositories.delete(repositoryName);
        return { repository: describe(repository, context) };
      },
      PutImageTagMutability: ({ repositoryName, imageTagMutability }) => {
        change(repositoryName, { tagMutability: imageTagMutability });
        return { repositoryName, imageTagMutability };
      },
      PutImageScanningConfiguration: ({ repositoryName, imageScanningConfiguration }) => {
        change(repositoryName, { scanOnPush: imageScanningConfiguration.scanOnPush ?? false });
        return { repositoryName, imageScanningConfiguration };
      },
      SetRepositoryPolicy: ({ repositoryName, policyText }) => {
        change(repositoryName, { policy: policyText });
        return { repositoryName, policyText };
      },
      GetRepositoryPolicy: ({ repositoryName }) => {
        const { policy } = existing(repositoryName);
        if (policy === undefined) {
          throw missing('RepositoryPolicy', repositoryName);
        }
        return { repositoryName, policyText: policy };
      },
      DeleteRepositoryPolicy: ({ repositoryName }) => {
        const { policy } = existing(repositoryName);
        if (policy === undefined) {
          throw missing('RepositoryPolicy', repositoryName);
        }
        change(repositoryName, { policy: undefined });
        return { repositoryName, policyText: policy };
      },
      PutLifecyclePolicy: ({ repositoryName, lifecyclePolicyText }) => {
        change(repositoryName, { lifecyclePolicy: lifecyclePolicyText });
        return { repositoryName, lifecyclePolicyText };
      },
      GetLifecyclePolicy: ({ repositoryName }) => {
        const { lifecyclePolicy } = existing(repositoryName);
        if (lifecyclePolicy === undefined) {
          throw missing('LifecyclePolicy', repositoryName);
        }
        return { repositoryName, lifecyclePolicyText: lifecyclePolicy };
      },
      DeleteLifecyclePolicy: ({ repositoryName }) => {
        const { lifecyclePolicy } = existing(repositoryName);
        if (lifecyclePolicy === undefined) {
          throw missing('LifecyclePolicy', repositoryName);
        }
        change(repositoryName, { lifecyclePolicy: undefined });
        return { repositoryName, lifecyclePolicyText: lifecyclePolicy };
      },
      ListImages: ({ repositoryName }) => {
        existing(repositoryName);
        return { imageIds: [] };
      },
      TagResource: ({ resourceArn, tags }) => {
        const { name, tags: before } = existing(nameOf(resourceArn));
        change(name, { tags: { ...before, ...tagMap(tags) } });
        return {};
      },
      UntagResource: ({ resourceArn, tagKeys }) => {
        const { name, tags } = existing(nameOf(resourceArn));
        change(name, {
          tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !tagKeys.includes(key))),
        });
        return {};
      },
      ListTagsForResource: ({ resourceArn }) => ({
        tags: Object.entries(existing(nameOf(resourceArn)).tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    },
  });
}

function describe({ name, created, tagMutability, scanOnPush }: ImageRepository, context: RequestContext) {
  const { accountId, region, host } = context;
  return {
    repositoryName: name,
    repositoryArn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
    registryId: accountId,
    repositoryUri: `${host}/${name}`,
    createdAt: new Date(created),
    imageTagMutability: tagMutability,
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType: 'AES256' as const },
  };
}

function tagMap(tags: readonly Parsed<ecr.Tag>[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function nameOf(arn: string): string {
  return arn.slice(arn.indexOf('repository/') + 'repository/'.length);
}

function missing(what: 'RepositoryPolicy' | 'LifecyclePolicy', name: string): AwsError {
  return new AwsError(`${what}NotFoundException`, `The repository with name '${name}' has no ${what}.`);
}
