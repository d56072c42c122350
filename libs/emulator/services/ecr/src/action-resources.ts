import type * as sdk from '@aws-sdk/client-ecr';
import type { ActionResources } from '@fleet/aws-wire';
import type { authorizationReference } from './authorization-reference';

const ofRepository = ({ repositoryName: repository }: { repositoryName: string }) => ({ repository });
const ofArn = ({ resourceArn: arn }: { resourceArn: string }) => ({ arn });
const all = ['*'];

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  CreateRepository: ofRepository,
  DeleteLifecyclePolicy: ofRepository,
  DeleteRepository: ofRepository,
  DeleteRepositoryPolicy: ofRepository,
  DescribeRepositories: ({ repositoryNames = all }) => ({ repository: repositoryNames }),
  GetLifecyclePolicy: ofRepository,
  GetRepositoryPolicy: ofRepository,
  ListImages: ofRepository,
  ListTagsForResource: ofArn,
  PutImageScanningConfiguration: ofRepository,
  PutImageTagMutability: ofRepository,
  PutLifecyclePolicy: ofRepository,
  SetRepositoryPolicy: ofRepository,
  TagResource: ofArn,
  UntagResource: ofArn,
};
