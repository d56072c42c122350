import { join } from 'node:path';
import { defineService } from '@fleet/aws-wire';
import type { AwsService, RoleAuthorizer, RoleTrust } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { noFaults } from '@fleet/faults';
import type { FaultPoints } from '@fleet/faults';
import { createLambdaRuntime, faultyRuntime } from '@fleet/lambda-runtime';
import type { LambdaRuntimeOptions } from '@fleet/lambda-runtime';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { AsyncInvocations } from './async-invocations';
import type { Destinations } from './async-invocations';
import { BatchSlots } from './batch-slots';
import { CodeDirectory } from './deployment-package';
import { EventRepository } from './event-repository';
import { eventInvokeConfigHandlers } from './event-invoke-config-handlers';
import { EventSourceRepository } from './event-source-repository';
import { EventSources } from './event-sources';
import { eventSourceHandlers } from './event-source-handlers';
import { createFunctionInvoker } from './function-invoker';
import type { FunctionInvoker } from './function-invoker';
import { FunctionRepository } from './function-repository';
import { functionHandlers } from './function-handlers';
import { invokeHandlers } from './invoke-handlers';
import type { LambdaParts, OldRuntimeUse, ReadObject, VpcUse } from './lambda-parts';
import { policyHandlers } from './policy-handlers';
import { policyText } from './resource-policy';
import { measuredRuntime } from './measured-runtime';
import type { FunctionMeasures } from './measured-runtime';
import type { QueueAccess } from './queue-client';
import { tagHandlers, tagsOf } from './tag-handlers';

export { lambdaResourceTypes } from './resource-types';
export type { Destinations } from './async-invocations';
export type { FunctionInvoker } from './function-invoker';
export type { FunctionMeasures } from './measured-runtime';
export type { ReadObject } from './lambda-parts';
export interface LambdaServiceOptions extends Omit<LambdaRuntimeOptions, 'workDirectory'> {
  readonly store: Store;
  readonly clock: Clock;
  /** Folder below the data directory for code and temporary files. */
  readonly directory: string;
  readonly readObject: ReadObject;
  readonly destinations: Destinations;
  /** Clients of this cloud's SQS, where queues are event sources. */
  readonly queues: Omit<QueueAccess, 'endpointUrl'>;
  readonly roleTrust: RoleTrust;
  readonly authorizeRole: RoleAuthorizer;
  readonly onProblem: (message: string, error?: unknown) => void;
  readonly faults?: FaultPoints | undefined;
  readonly measures?: FunctionMeasures | undefined;
  /** Told of each function that is made with, or changed to, a runtime that only a newer Node.js can stand in for. */
  readonly onOldRuntime: (use: OldRuntimeUse) => void;
  /** Told of each function that is put into a VPC, as it is run outside of it. */
  readonly onFunctionInVpc: (use: VpcUse) => void;
}

export interface LambdaService {
  readonly service: AwsService;
  readonly invoker: FunctionInvoker;
  /** The resource policy of a function, as JSON; `undefined` when it has none. */
  functionPolicy(functionName: string): string | undefined;
  /** Takes up the events that were waiting, and polls event sources; to be called once the endpoint listens. */
  start(): void;
  /** Polls queues. To be closed before the endpoint is, and, with this service, by `close` at the latest. */
  readonly eventSources: { close(): Promise<void> };
  /** The process ids of the functions, to measure them. */
  processIds(): number[];
  /** Ends the functions' processes; events that are not done stay for the next start. */
  close(): Promise<void>;
}

const defaultMaximumProcesses = 8;

/** AWS Lambda: the API, and the invoker for the other services of this cloud. */
export function createLambdaService(options: LambdaServiceOptions): LambdaService {
  const {
    store,
    clock,
    directory,
    destinations,
    onProblem,
    readObject,
    roleTrust,
    authorizeRole,
    onOldRuntime,
    onFunctionInVpc,
  } = options;
  const queues = { ...options.queues, endpointUrl: options.endpointUrl };
  const functions = new FunctionRepository(store);
  const code = new CodeDirectory(join(directory, 'code'));
  code.keepOnly(Array.from(functions.all(), ({ codeSha256 }) => codeSha256));
  const { maximumProcesses = defaultMaximumProcesses } = options;
  const processes = createLambdaRuntime({ ...options, maximumProcesses, workDirectory: directory });
  const faulty = faultyRuntime(processes, options.faults ?? noFaults);
  const runtime = options.measures === undefined ? faulty : measuredRuntime(faulty, options.measures);
  const events = new AsyncInvocations({
    events: new EventRepository(store),
    functions,
    code,
    runtime,
    clock,
    destinations,
    onProblem,
  });
  const invoker = createFunctionInvoker({ functions, code, runtime, events, clock });
  const mappings = new EventSourceRepository(store);
  // The other half of the processes is left to those who invoke and wait for the answer.
  const slots = new BatchSlots(Math.max(1, Math.floor(maximumProcesses / 2)));
  const eventSources = new EventSources(queues, { clock, mappings, functions, invoker, slots, onProblem });
  const parts: LambdaParts = {
    clock,
    functions,
    code,
    runtime,
    events,
    readObject,
    mappings,
    eventSources,
    queues,
    roleTrust,
    authorizeRole,
    onOldRuntime,
    onFunctionInVpc,
  };
  return {
    service: defineService({
      scope: 'lambda',
      sdk: () => import('@aws-sdk/client-lambda'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        keys: actionConditionKeys(parts),
        tags: (arn) => tagsOf(parts, arn),
      },
      handlers: {
        ...functionHandlers(parts),
        ...invokeHandlers(parts),
        ...policyHandlers(parts),
        ...eventInvokeConfigHandlers(parts),
        ...eventSourceHandlers(parts),
        ...tagHandlers(parts),
      },
    }),
    invoker,
    functionPolicy: (functionName) => {
      const record = functions.find(functionName);
      return record === undefined || record.policy.length === 0 ? undefined : policyText(record);
    },
    eventSources,
    start: () => {
      events.start();
      eventSources.start();
    },
    processIds: () => runtime.processIds(),
    async close() {
      await eventSources.close();
      await Promise.all([events.close(), runtime.close()]);
      await eventSources.settled();
    },
  };
}
