import type * as ecr from '@aws-sdk/client-ecr';
import { AwsError } from '@fleet/aws-wire';
import type { Parsed, RequestContext } from '@fleet/aws-wire';
import type { EcrParts } from './ecr-parts';
import type { ImageRepository } from './repository-repository';

/** The name in the ARN of a repository. */
export function repositoryNameOf(arn: string): string {
  return arn.slice(arn.indexOf('repository/') + 'repository/'.length);
}

/** @throws AwsError RepositoryNotFoundException */
export function existingRepository({ repositories }: EcrParts, name: string): ImageRepository {
  const repository = repositories.find(name);
  if (repository === undefined) {
    throw new AwsError('RepositoryNotFoundException', `The repository with name '${name}' does not exist.`);
  }
  return repository;
}

/** @throws AwsError RepositoryNotFoundException */
export function changeRepository(parts: EcrParts, name: string, changes: Partial<ImageRepository>): void {
  parts.repositories.save({ ...existingRepository(parts, name), ...changes });
}

export function describeRepository(
  { name, created, tagMutability, scanOnPush }: ImageRepository,
  context: RequestContext,
) {
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

export function tagMap(tags: readonly Parsed<ecr.Tag>[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
