import { AwsError } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import type { EcrHandlers, EcrParts } from './ecr-parts';
import { pageRules } from './page-rules';
import { changeRepository, describeRepository, existingRepository, tagMap } from './repositories';

const namePattern = /^(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*$/;

/** The operations on repositories, their settings and their images. */
export function repositoryHandlers(parts: EcrParts): EcrHandlers {
  const { repositories, clock } = parts;
  return {
    CreateRepository: ({ repositoryName, imageTagMutability, imageScanningConfiguration, tags }, context) => {
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
      return { repository: describeRepository(repository, context) };
    },
    DescribeRepositories: ({ repositoryNames, nextToken, maxResults }, context) => {
      const found =
        repositoryNames === undefined
          ? page({ nextToken, maxResults }, pageRules, {
              name: ['repositories'],
              key: textKey,
              read: (after, limit) => repositories.page(after, limit),
              keyOf: ({ name }) => name,
            })
          : { items: repositoryNames.map((name) => existingRepository(parts, name)), nextToken: undefined };
      return {
        repositories: found.items.map((repository) => describeRepository(repository, context)),
        nextToken: found.nextToken,
      };
    },
    DeleteRepository: ({ repositoryName }, context) => {
      const repository = existingRepository(parts, repositoryName);
      repositories.delete(repositoryName);
      return { repository: describeRepository(repository, context) };
    },
    PutImageTagMutability: ({ repositoryName, imageTagMutability }) => {
      changeRepository(parts, repositoryName, { tagMutability: imageTagMutability });
      return { repositoryName, imageTagMutability };
    },
    PutImageScanningConfiguration: ({ repositoryName, imageScanningConfiguration }) => {
      changeRepository(parts, repositoryName, { scanOnPush: imageScanningConfiguration.scanOnPush ?? false });
      return { repositoryName, imageScanningConfiguration };
    },
    ListImages: ({ repositoryName }) => {
      existingRepository(parts, repositoryName);
      return { imageIds: [] };
    },
  };
}
