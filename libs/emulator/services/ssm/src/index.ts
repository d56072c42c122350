import { defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { parameterHandlers, parameterReadHandlers } from './parameter-handlers';
import { ParameterRepository } from './parameter-repository';
import { tagsInArn } from './parameters';
import type { SsmParts } from './ssm-parts';
import { tagHandlers } from './tag-handlers';

export { ssmResourceTypes } from './resource-types';

export interface SsmService {
  readonly service: AwsService;
}

/** AWS Systems Manager's Parameter Store. */
export function createSsmService({ store, clock }: { store: Store; clock: Clock }): SsmService {
  const parts: SsmParts = { store, clock, parameters: new ParameterRepository(store) };
  return {
    service: defineService({
      scope: 'ssm',
      sdk: () => import('@aws-sdk/client-ssm'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys,
        tags: (arn) => tagsInArn(parts, arn),
      },
      handlers: { ...parameterHandlers(parts), ...parameterReadHandlers(parts), ...tagHandlers(parts) },
    }),
  };
}
