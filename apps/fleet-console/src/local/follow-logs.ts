import type { CloudWatchLogsClient, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '@fleet/fleet-console-api';
import { pageOfLog } from '@fleet/fleet-operations';
import type { ApiError } from '../failures/api-error';
import type { EventWriter } from '../streams/event-stream';

/** What was logged so long ago is shown when somebody begins to look. */
const lookBackMillis = 300_000;
const pollMillis = 1_000;

/** So many lines of one function are shown at a time: the rest comes with the next look. */
const mostAtOnce = 500;

/** Somebody has set the clock back so long ago, at the most, when it is noticed. */
const noticedMillis = 10_000;

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
  const followed = functions.map((name) => new FollowedLog(logs, name, now));
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
  private readonly shown = new Set<string>();
  /** When the latest line that was shown was logged. */
  private latest: number;
  /** Where a look goes on that found more than are shown at a time. */
  private rest: Look | undefined;

  constructor(
    private readonly logs: CloudWatchLogsClient,
    private readonly name: string,
    private readonly now: () => Date,
  ) {
    this.latest = now().getTime() - lookBackMillis;
  }

  async next(): Promise<LogLine[]> {
    const endTime = this.now().getTime();
    if (endTime < this.latest) {
      // The clock was set back: what is logged after now was logged before.
      this.latest = endTime - noticedMillis;
      this.shown.clear();
      this.rest = undefined;
    }
    const look = this.rest ?? { startTime: this.latest, endTime };
    this.rest = undefined;
    const input = { logGroupName: `/aws/lambda/${this.name}`, limit: mostAtOnce, ...look };
    const { events = [], nextToken } = await pageOfLog(this.logs, input);
    this.rest = nextToken === undefined ? undefined : { ...look, nextToken };
    return events.flatMap((event) => this.lineOf(event));
  }

  private lineOf({ eventId = '', timestamp = 0, message = '' }: FilteredLogEvent): LogLine[] {
    if (this.shown.has(eventId)) {
      return [];
    }
    if (timestamp > this.latest) {
      this.latest = timestamp;
      this.shown.clear();
    }
    if (timestamp === this.latest) {
      this.shown.add(eventId);
    }
    return [{ kind: 'line', function: this.name, at: new Date(timestamp).toISOString(), message }];
  }
}

/** What a log is asked for. */
interface Look {
  readonly startTime: number;
  readonly endTime: number;
  readonly nextToken?: string;
}
