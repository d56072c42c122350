import { noSuchEntity } from './errors';
import type { IamParts } from './iam-parts';
import type { ManagedPolicy, PolicyVersion } from './policy-repository';

/** @throws AwsError NoSuchEntity */
export function existingPolicy({ policies }: Pick<IamParts, 'policies'>, arn: string): ManagedPolicy {
  const policy = policies.find(arn);
  if (policy === undefined) {
    throw noSuchEntity('policy', arn);
  }
  return policy;
}

/** @throws AwsError NoSuchEntity */
export function existingVersion(
  parts: Pick<IamParts, 'policies'>,
  arn: string,
  versionId: string,
): PolicyVersion {
  existingPolicy(parts, arn);
  const version = parts.policies.versions(arn).find(({ number }) => `v${number}` === versionId);
  if (version === undefined) {
    throw noSuchEntity('policy version', versionId);
  }
  return version;
}
