import { defineService, type AwsService, type RoleAuthorizer } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { FunctionLog } from '@fleet/lambda-runtime';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { eventHandlers } from './event-handlers';
import { groupHandlers } from './group-handlers';
import { tagsInArn } from './groups';
import { LogRepository } from './log-repository';

export { logsResourceTypes } from './resource-types';
export interface LogsService {
  readonly service: AwsService;
  /** Takes what functions write; makes group and stream where they are not there, as Lambda does. */
  readonly functionLog: FunctionLog;
}

export interface LogsServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Whether the role of a function may write its log. */
  readonly authorizeRole: RoleAuthorizer;
  /** Takes the metrics out of events of any group; called within the transaction that stores the events. */
  readonly onEvents?: (messages: readonly string[]) => void;
}

/** Events that a group keeps; older ones go first. */
const eventsKept = 20_000;

/** Amazon CloudWatch Logs: groups, streams, events, and searching them by terms. */
export function createLogsService(options: LogsServiceOptions): LogsService {
  const { store, clock, onEvents = () => undefined } = options;
  const logs = new LogRepository(store, eventsKept);
  const parts = { store, clock, logs, onEvents };
  return {
    service: defineService({
      scope: 'logs',
      sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        tags: (arn) => tagsInArn(logs, arn),
      },
      handlers: { ...groupHandlers(parts), ...eventHandlers(parts) },
    }),
    functionLog: {
      write: (group, stream, events, writer) =>
        store.transaction(() => {
          const now = clock.nowMillis();
          const isNew = logs.group(group) === undefined;
          checkWriting(options, writer, { group, stream, isNew });
          if (isNew) {
            logs.saveGroup({ name: group, created: now, retentionDays: undefined });
          }
          logs.createStream(group, stream, now);
          logs.append(group, stream, events, now);
          onEvents(events.map(({ message }) => message));
        }),
    },
  };
}

/** What a function's role has to allow (Lambda developer guide, "Sending logs to CloudWatch Logs"). @throws AccessDeniedError */
function checkWriting(
  { region, accountId, authorizeRole }: LogsServiceOptions,
  { roleArn, name: sessionName }: { readonly roleArn: string; readonly name: string },
  { group, stream, isNew }: { readonly group: string; readonly stream: string; readonly isNew: boolean },
): void {
  const arn = `arn:aws:logs:${region}:${accountId}:log-group:${group}:log-stream:`;
  const role = { roleArn, sessionName };
  if (isNew) {
    authorizeRole(role, { action: 'logs:CreateLogGroup', resource: arn, keys: {} });
  }
  for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
    authorizeRole(role, { action, resource: `${arn}${stream}`, keys: {} });
  }
}
