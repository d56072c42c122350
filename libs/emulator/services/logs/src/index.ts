import { AwsError, defineService, type AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { FunctionLog } from '@fleet/lambda-runtime';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { eventHandlers } from './event-handlers';
import { groupHandlers } from './group-handlers';
import { LogRepository } from './log-repository';

export { logsResourceTypes } from './resource-types';
export interface LogsService {
  readonly service: AwsService;
  /** Takes what functions write; makes group and stream where they are not there, as Lambda does. */
  readonly functionLog: FunctionLog;
}

/** Events that a group keeps; older ones go first. */
const eventsKept = 20_000;

/** Amazon CloudWatch Logs: groups, streams, events, and searching them by terms. */
export function createLogsService({ store, clock }: { store: Store; clock: Clock }): LogsService {
  const logs = new LogRepository(store, eventsKept);
  const requireGroup = (name: string | undefined) => {
    const group = name === undefined ? undefined : logs.group(name);
    if (group === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return group;
  };
  const parts = { store, clock, logs, requireGroup };
  return {
    service: defineService({
      scope: 'logs',
      sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
      accepts: acceptedInput,
      authorization: { reference: authorizationReference, resources: actionResources },
      handlers: { ...groupHandlers(parts), ...eventHandlers(parts) },
    }),
    functionLog: {
      write: (group, stream, events) =>
        store.transaction(() => {
          const now = clock.nowMillis();
          if (logs.group(group) === undefined) {
            logs.saveGroup({ name: group, created: now, retentionDays: undefined });
          }
          logs.createStream(group, stream, now);
          logs.append(group, stream, events, now);
        }),
    },
  };
}
