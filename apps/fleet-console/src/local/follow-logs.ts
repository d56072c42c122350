import {
  FilterLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '@fleet/fleet-console-api';
import type { ApiError } from '../failures/api-error';
import type { EventWriter } from '../streams/event-stream';

/** What was logged so long ago is shown when somebody begins to look. */
const lookBackMillis = 300_000;
const pollMillis = 1_000;

/** So many lines of one function are shown at a time: the rest comes with the next look. */
const mostAtOnce = 500;

export interface FollowedLogs {
  readonly logs: CloudWatchLogsClient;
  readonly functions: readonly string[];
  readonly now: () => Date;
  readonly failureOf: (error: unknown) => ApiError;
  /** Until so much time has passed, or nobody looks any more. */
  readonly wait: (millis: number, gone: AbortSignal) => Promise<void>;
}

/** Shows what functions log, as it comes, for as long as somebody looks. */
export async function followLogs(
  { logs, functions, now, failureOf, wait }: FollowedLogs,
  { send, gone }: EventWriter<LogEvent>,
): Promise<void> {
  const followed = functions.map((name) => new FollowedLog(logs, name, now().getTime() - lookBackMillis));
  let lastTrouble: string | undefined;
  while (!gone.aborted) {
    try {
      const lines = (await Promise.all(followed.map((log) => log.next()))).flat();
      for (const line of lines.sort((one, other) => one.at.localeCompare(other.at))) {
        await send(line);
      }
      lastTrouble = undefined;
    } catch (error) {
      const { message } = failureOf(error);
      if (message !== lastTrouble) {
        await send({ kind: 'remark', words: message });
      }
      lastTrouble = message;
    }
    await send({ kind: 'heartbeat', at: now().toISOString() });
    await wait(pollMillis, gone);
  }
}

type LogLine = Extract<LogEvent, { readonly kind: 'line' }>;

/** One function's log, read from where it was read to. Lines of the same millisecond may come late: each is shown once. */
class FollowedLog {
  private shown = new Set<string>();

  constructor(
    private readonly logs: CloudWatchLogsClient,
    private readonly name: string,
    private from: number,
  ) {}

  async next(): Promise<LogLine[]> {
    const input = { logGroupName: `/aws/lambda/${this.name}`, startTime: this.from, limit: mostAtOnce };
    const { events = [] } = await this.logs.send(new FilterLogEventsCommand(input)).catch(neverCalled);
    const fresh = events.filter(({ eventId = '' }) => !this.shown.has(eventId));
    const latest = Math.max(this.from, ...events.map(({ timestamp = 0 }) => timestamp));
    this.shown = new Set(
      events.filter(({ timestamp }) => timestamp === latest).map(({ eventId = '' }) => eventId),
    );
    this.from = latest;
    return fresh.map(({ timestamp = 0, message = '' }) => ({
      kind: 'line',
      function: this.name,
      at: new Date(timestamp).toISOString(),
      message,
    }));
  }
}

/** A function that was never called has no log group yet where nobody has made it one. */
function neverCalled(error: unknown): { readonly events?: [] } {
  if (error instanceof ResourceNotFoundException) {
    return {};
  }
  throw error;
}
