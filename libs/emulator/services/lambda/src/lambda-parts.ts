import type { RoleAuthorizer, RoleTrust } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { LambdaRuntime } from '@fleet/lambda-runtime';
import type { AsyncInvocations } from './async-invocations';
import type { CodeDirectory } from './deployment-package';
import type { EventSourceRepository } from './event-source-repository';
import type { EventSources } from './event-sources';
import type { FunctionRepository } from './function-repository';
import type { QueueAccess } from './queue-client';

/** Reads an object of S3, where deployment packages lie. */
export type ReadObject = (bucket: string, key: string, versionId?: string) => Promise<Uint8Array>;

/** A function with a runtime of a Node.js that has had its day. */
export interface OldRuntimeUse {
  readonly functionName: string;
  readonly runtime: string;
}

/** A function that says a VPC, in which local-cloud does not run it: it reaches what this machine reaches. */
export interface VpcUse {
  readonly functionName: string;
  readonly subnetIds: readonly string[];
}

/** What the handlers of Lambda's API share. */
export interface LambdaParts {
  readonly clock: Clock;
  readonly functions: FunctionRepository;
  readonly code: CodeDirectory;
  readonly runtime: LambdaRuntime;
  readonly events: AsyncInvocations;
  readonly readObject: ReadObject;
  readonly mappings: EventSourceRepository;
  readonly eventSources: EventSources;
  readonly queues: QueueAccess;
  readonly roleTrust: RoleTrust;
  readonly authorizeRole: RoleAuthorizer;
  readonly onOldRuntime: (use: OldRuntimeUse) => void;
  readonly onFunctionInVpc: (use: VpcUse) => void;
}
