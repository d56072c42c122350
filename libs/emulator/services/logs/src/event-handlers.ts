import { AwsError } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { compileFilterPattern } from './filter-pattern';
import { existingGroup } from './groups';
import type { LogsHandlers, LogsParts } from './logs-parts';
import { pageRules } from './page-rules';
import { eventToken, parseEventToken } from './page-token';

const largestPage = 10_000;

export function eventHandlers({ store, clock, logs, onEvents }: LogsParts): LogsHandlers {
  const requireStream = (group: string, stream: string | undefined): string => {
    if (stream === undefined || !logs.hasStream(group, stream)) {
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return stream;
  };
  return {
    CreateLogStream: ({ logGroupName, logStreamName }) =>
      store.transaction(() => {
        const group = existingGroup(logs, logGroupName).name;
        if (logs.hasStream(group, logStreamName)) {
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
        }
        logs.createStream(group, logStreamName, clock.nowMillis());
        return {};
      }),
    DescribeLogStreams: ({ logGroupName, logGroupIdentifier, nextToken, limit, ...filter }) => {
      const group = existingGroup(logs, logGroupName ?? logGroupIdentifier).name;
      const { logStreamNamePrefix: prefix = '' } = filter;
      const found = page({ nextToken, maxResults: limit }, pageRules, {
        name: ['streams', group, prefix],
        key: textKey,
        read: (after, most) => logs.streams(group, prefix, after, most),
        keyOf: ({ name }) => name,
      });
      return {
        logStreams: found.items.map((stream) => ({
          logStreamName: stream.name,
          creationTime: stream.created,
          firstEventTimestamp: stream.first,
          lastEventTimestamp: stream.last,
        })),
        nextToken: found.nextToken,
      };
    },
    PutLogEvents: ({ logGroupName, logStreamName, logEvents }) => {
      const group = existingGroup(logs, logGroupName).name;
      const stream = requireStream(group, logStreamName);
      store.transaction(() => {
        logs.append(group, stream, logEvents, clock.nowMillis());
        onEvents(logEvents.map(({ message }) => message));
      });
      return {};
    },
    GetLogEvents: ({
      logGroupName,
      logGroupIdentifier,
      logStreamName,
      startTime,
      endTime,
      limit,
      ...request
    }) => {
      const group = existingGroup(logs, logGroupName ?? logGroupIdentifier).name;
      const streams = [requireStream(group, logStreamName)];
      const start = request.nextToken === undefined ? undefined : parseEventToken(request.nextToken);
      const direction = start?.direction ?? (request.startFromHead === true ? 'up' : 'down');
      const events = logs.events({
        group,
        streams,
        limit: limit ?? largestPage,
        direction,
        beyond: start?.beyond,
        from: startTime,
        to: endTime,
      });
      // An empty page hands back where it began: readers take an unchanged token for the end.
      const first = events[0]?.id ?? start?.beyond ?? 0;
      const last = events.at(-1)?.id ?? start?.beyond ?? 0;
      return {
        events: events.map(({ timestamp, message, ingested }) => ({
          timestamp,
          message,
          ingestionTime: ingested,
        })),
        nextForwardToken: eventToken('f', last),
        nextBackwardToken: eventToken('b', first),
      };
    },
    FilterLogEvents: (request) => {
      const group = existingGroup(logs, request.logGroupName ?? request.logGroupIdentifier).name;
      const matches = compileFilterPattern(request.filterPattern);
      const start = request.nextToken === undefined ? undefined : parseEventToken(request.nextToken);
      const limit = request.limit ?? largestPage;
      const { logStreamNames: streams, startTime: from, endTime: to } = request;
      const read = logs.events({
        group,
        limit,
        direction: 'up',
        beyond: start?.beyond,
        streams,
        from,
        to,
      });
      const last = read.length === limit ? read.at(-1) : undefined;
      return {
        events: read
          .filter(({ message }) => matches(message))
          .map((event) => ({
            eventId: String(event.id),
            logStreamName: event.stream,
            timestamp: event.timestamp,
            message: event.message,
            ingestionTime: event.ingested,
          })),
        searchedLogStreams: [],
        nextToken: last && eventToken('f', last.id),
      };
    },
  };
}
