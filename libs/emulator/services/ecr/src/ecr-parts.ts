import type * as ecr from '@aws-sdk/client-ecr';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { RepositoryRepository } from './repository-repository';

export type EcrHandlers = ServiceHandlers<typeof ecr>;

/** What the operations of ECR work with. */
export interface EcrParts {
  readonly clock: Clock;
  readonly repositories: RepositoryRepository;
}
