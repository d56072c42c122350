import { defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { checkRegistry } from './registry';
import type { EcrParts } from './ecr-parts';
import { policyHandlers } from './policy-handlers';
import { repositoryNameOf } from './repositories';
import { repositoryHandlers } from './repository-handlers';
import { RepositoryRepository } from './repository-repository';
import { tagHandlers } from './tag-handlers';

export { ecrResourceTypes } from './resource-types';

export interface EcrService {
  readonly service: AwsService;
}

/** Amazon ECR, as far as repositories can be made, configured and deleted: they hold no images. */
export function createEcrService({ store, clock }: { store: Store; clock: Clock }): EcrService {
  const parts: EcrParts = { clock, repositories: new RepositoryRepository(store) };
  return {
    service: defineService({
      scope: 'ecr',
      sdk: () => import('@aws-sdk/client-ecr'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        tags: (arn) => parts.repositories.find(repositoryNameOf(arn))?.tags,
      },
      check: checkRegistry,
      handlers: { ...repositoryHandlers(parts), ...policyHandlers(parts), ...tagHandlers(parts) },
    }),
  };
}
