import { AwsError } from '@fleet/aws-wire';
import { compileFilterPattern } from './filter-pattern';
import type { LogsHandlers, LogsParts } from './logs-parts';
import { eventToken, parseEventToken } from './page-token';

const largestPage = 10_000;
const streamsPage = 50;

export function eventHandlers({ store, clock, logs, requireGroup }: LogsParts): LogsHandlers {
  const requireStream = (group: string, stream: string | undefined): string => {
    if (stream === undefined || !logs.hasStream(group, stream)) {
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return stream;
  };
  return {
    CreateLogStream: ({ logGroupName, logStreamName }) =>
      store.transaction(() => {
        const group = requireGroup(logGroupName).name;
        if (logs.hasStream(group, logStreamName)) {
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
        }
        logs.createStream(group, logStreamName, clock.nowMillis());
        return {};
      }),
    DescribeLogStreams: ({ logGroupName, logGroupIdentifier, nextToken, limit, ...filter }) => {
      const group = requireGroup(logGroupName ?? logGroupIdentifier).name;
      const { logStreamNamePrefix: prefix = '' } = filter;
      const size = limit ?? streamsPage;
      const page = logs.streams(group, prefix, nextToken, size);
      const last = page.length === size ? page.at(-1) : undefined;
      return {
        logStreams: page.map((stream) => ({
          logStreamName: stream.name,
          creationTime: stream.created,
          firstEventTimestamp: stream.first,
          lastEventTimestamp: stream.last,
        })),
        nextToken: last?.name,
      };
    },
    PutLogEvents: ({ logGroupName, logStreamName, logEvents }) => {
      const group = requireGroup(logGroupName).name;
      const stream = requireStream(group, logStreamName);
      logs.append(group, stream, logEvents, clock.nowMillis());
      return {};
    },
    GetLogEvents: ({
      logGroupName,
      logGroupIdentifier,
      logStreamName,
      startTime,
      endTime,
      limit,
      ...page
    }) => {
      const group = requireGroup(logGroupName ?? logGroupIdentifier).name;
      const streams = [requireStream(group, logStreamName)];
      const start = page.nextToken === undefined ? undefined : parseEventToken(page.nextToken);
      const direction = start?.direction ?? (page.startFromHead === true ? 'up' : 'down');
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
      const group = requireGroup(request.logGroupName ?? request.logGroupIdentifier).name;
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
