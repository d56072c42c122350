import { defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { aliasHandlers } from './alias-handlers';
import { keyHandlers } from './key-handlers';
import { KeyRepository } from './key-repository';
import { keySettingHandlers } from './key-setting-handlers';
import type { KmsParts } from './kms-parts';
import { signingHandlers } from './signing-handlers';

export { kmsResourceTypes } from './resource-types';

export interface KmsService {
  readonly service: AwsService;
  /** The policy of a key, as JSON; `undefined` when there is no such key. */
  keyPolicy(keyId: string): string | undefined;
}

/** AWS KMS, as far as keys and aliases can be made, configured and deleted, and sign: nothing is encrypted with them. */
export function createKmsService({ store, clock }: { store: Store; clock: Clock }): KmsService {
  const parts: KmsParts = { clock, keys: new KeyRepository(store) };
  return {
    service: defineService({
      scope: 'kms',
      sdk: () => import('@aws-sdk/client-kms'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources(parts),
        keys: actionConditionKeys,
        tags: (arn) => parts.keys.find(arn.slice(arn.lastIndexOf('/') + 1))?.tags,
      },
      handlers: {
        ...keyHandlers(parts),
        ...keySettingHandlers(parts),
        ...aliasHandlers(parts),
        ...signingHandlers(parts),
      },
    }),
    keyPolicy: (keyId) => parts.keys.find(keyId)?.policy,
  };
}
