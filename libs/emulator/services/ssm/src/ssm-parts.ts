import type * as ssm from '@aws-sdk/client-ssm';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { ParameterRepository } from './parameter-repository';

export type SsmHandlers = ServiceHandlers<typeof ssm>;

/** What the operations of the Parameter Store work with. */
export interface SsmParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly parameters: ParameterRepository;
}
