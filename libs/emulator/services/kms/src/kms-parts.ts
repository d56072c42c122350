import type * as kms from '@aws-sdk/client-kms';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { KeyRepository } from './key-repository';

export type KmsHandlers = ServiceHandlers<typeof kms>;

/** What the operations of KMS work with. */
export interface KmsParts {
  readonly clock: Clock;
  readonly keys: KeyRepository;
}
