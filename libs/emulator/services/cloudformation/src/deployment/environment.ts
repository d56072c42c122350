import type { RoleInUse } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { ResourceTypeCatalogue } from '../resource-types/resource-type-catalogue';
import type { StackStore } from '../stacks/stack-store';
import type { ParameterStore } from '../template/parameters';

/** What deployments work with. */
export interface Environment {
  readonly store: StackStore;
  readonly types: ResourceTypeCatalogue;
  /** The same types, which work by a role. */
  readonly typesOf: (role: RoleInUse) => ResourceTypeCatalogue;
  readonly parameterStore: ParameterStore;
  /** The same, read by a role. */
  readonly parameterStoreOf: (role: RoleInUse) => ParameterStore;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly randomId: () => string;
  /** Aborted when the cloud shuts down. What then is unfinished is settled at the next start. */
  readonly signal: AbortSignal;
}

/** The service that works on behalf of a session. */
const calledVia = 'cloudformation.amazonaws.com';

/**
 * A session that asks, as it is in what CloudFormation does for it. Documented: by a service role the calls are
 * CloudFormation's own (IAM user guide, aws:CalledVia, aws:ViaAWSService).
 */
export function onBehalfOf(caller: RoleInUse): RoleInUse {
  return { ...caller, calledVia };
}

/** The environment in which a session plans. */
export function environmentOf(environment: Environment, caller: RoleInUse | undefined): Environment {
  return caller === undefined
    ? environment
    : { ...environment, parameterStore: environment.parameterStoreOf(onBehalfOf(caller)) };
}
