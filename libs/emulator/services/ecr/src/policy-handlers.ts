import { AwsError } from '@fleet/aws-wire';
import type { EcrHandlers, EcrParts } from './ecr-parts';
import { changeRepository, existingRepository } from './repositories';

/** The operations on the policies of repositories: who may use them, and how long images are kept. */
export function policyHandlers(parts: EcrParts): EcrHandlers {
  return {
    SetRepositoryPolicy: ({ repositoryName, policyText }) => {
      changeRepository(parts, repositoryName, { policy: policyText });
      return { repositoryName, policyText };
    },
    GetRepositoryPolicy: ({ repositoryName }) => {
      const { policy } = existingRepository(parts, repositoryName);
      if (policy === undefined) {
        throw policyNotFound('RepositoryPolicy', repositoryName);
      }
      return { repositoryName, policyText: policy };
    },
    DeleteRepositoryPolicy: ({ repositoryName }) => {
      const { policy } = existingRepository(parts, repositoryName);
      if (policy === undefined) {
        throw policyNotFound('RepositoryPolicy', repositoryName);
      }
      changeRepository(parts, repositoryName, { policy: undefined });
      return { repositoryName, policyText: policy };
    },
    PutLifecyclePolicy: ({ repositoryName, lifecyclePolicyText }) => {
      changeRepository(parts, repositoryName, { lifecyclePolicy: lifecyclePolicyText });
      return { repositoryName, lifecyclePolicyText };
    },
    GetLifecyclePolicy: ({ repositoryName }) => {
      const { lifecyclePolicy } = existingRepository(parts, repositoryName);
      if (lifecyclePolicy === undefined) {
        throw policyNotFound('LifecyclePolicy', repositoryName);
      }
      return { repositoryName, lifecyclePolicyText: lifecyclePolicy };
    },
    DeleteLifecyclePolicy: ({ repositoryName }) => {
      const { lifecyclePolicy } = existingRepository(parts, repositoryName);
      if (lifecyclePolicy === undefined) {
        throw policyNotFound('LifecyclePolicy', repositoryName);
      }
      changeRepository(parts, repositoryName, { lifecyclePolicy: undefined });
      return { repositoryName, lifecyclePolicyText: lifecyclePolicy };
    },
  };
}

function policyNotFound(what: 'RepositoryPolicy' | 'LifecyclePolicy', name: string): AwsError {
  return new AwsError(`${what}NotFoundException`, `The repository with name '${name}' has no ${what}.`);
}
