import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    CreateRepository: `
      repositoryName tags.Key tags.Value imageTagMutability imageScanningConfiguration.scanOnPush
    `,
    DeleteLifecyclePolicy: 'repositoryName',
    DeleteRepository: 'repositoryName',
    DeleteRepositoryPolicy: 'repositoryName',
    DescribeRepositories: 'repositoryNames nextToken maxResults',
    GetLifecyclePolicy: 'repositoryName',
    GetRepositoryPolicy: 'repositoryName',
    ListImages: 'repositoryName',
    ListTagsForResource: 'resourceArn',
    PutImageScanningConfiguration: 'repositoryName imageScanningConfiguration.scanOnPush',
    PutImageTagMutability: 'repositoryName imageTagMutability',
    PutLifecyclePolicy: 'repositoryName lifecyclePolicyText',
    SetRepositoryPolicy: 'repositoryName policyText',
    TagResource: 'resourceArn tags.Key tags.Value',
    UntagResource: 'resourceArn tagKeys',
  },
  harmless: [
    {
      members: 'registryId',
      because: 'registry.ts compares it with the account before every operation',
    },
    {
      members: 'force',
      of: 'DeleteRepository',
      because: 'a repository has no images',
    },
    {
      members: 'force',
      of: 'SetRepositoryPolicy',
      because: 'repository policies have no effect, and lock nobody out',
    },
    {
      members: 'maxResults filter.tagStatus filter.imageStatus',
      of: 'ListImages',
      because: 'a repository has no images',
    },
  ],
};
