import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DeviceDecision, DeviceDecisions } from '@fleet/fleet-console-api';
import { pageOfLog, parseJson, reasonWords } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { ConsoleCloud } from '../cloud/console-cloud';
import type { ApiError } from '../failures/api-error';
import { decisionLine } from './decision-line';

const hourMillis = 3_600_000;

/** How far back is looked, until there is enough: most who look want to know of today. */
const hoursBack = [1, 24, 7 * 24, 30 * 24];
const enough = 20;
const mostShown = 100;

/** FilterLogEvents answers a page at a time, also an empty one: somebody waits. */
const mostPages = 5;

interface ReadLog {
  readonly decisions: readonly DeviceDecision[];
  readonly isCutShort: boolean;
}

/** What the functions decided about a device lately. @param failureOf a log that may not be read keeps no other from it */
export async function deviceDecisionsOf(
  cloud: ConsoleCloud,
  serial: string,
  failureOf: (error: unknown) => ApiError,
): Promise<DeviceDecisions> {
  const { provisionHook, rotationHook, proofHandler } = cloud.fleet.names;
  const now = cloud.fleet.now();
  let read: DeviceDecisions = { decisions: [], since: now.toISOString(), isCutShort: false, remarks: [] };
  let until: number | undefined;
  for (const hours of hoursBack) {
    const since = now.getTime() - hours * hourMillis;
    const asked = { serial, startTime: since, ...defined({ endTime: until }) };
    const ends = await Promise.allSettled(
      [provisionHook, rotationHook, proofHandler].map((name) => decisionsIn(cloud.logs, name, asked)),
    );
    read = withOlder(read, joined(ends, new Date(since), failureOf));
    // What is older than a gap would look as if nothing had been in between.
    if (read.decisions.length >= enough || read.isCutShort) {
      break;
    }
    until = since - 1;
  }
  return read;
}

function withOlder(read: DeviceDecisions, older: DeviceDecisions): DeviceDecisions {
  const decisions = [...read.decisions, ...older.decisions];
  return {
    decisions: decisions.slice(0, mostShown),
    since: older.since,
    isCutShort: older.isCutShort || decisions.length > mostShown,
    remarks: [...new Set([...read.remarks, ...older.remarks])],
  };
}

function joined(
  ends: readonly PromiseSettledResult<ReadLog>[],
  since: Date,
  failureOf: (error: unknown) => ApiError,
): DeviceDecisions {
  const logs = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [failureOf(end.reason)] : []));
  const [failure] = failures;
  if (failure !== undefined && (failures.length === ends.length || failure.kind !== 'denied')) {
    throw failure;
  }
  const decisions = logs.flatMap((log) => log.decisions).sort((one, other) => other.at.localeCompare(one.at));
  return {
    decisions,
    since: since.toISOString(),
    isCutShort: logs.some((log) => log.isCutShort),
    remarks: failures.map(({ message }) => message),
  };
}

/** The part of a log in which a device is looked for: both ends, in milliseconds, belong to it. */
interface LogPart {
  readonly serial: string;
  readonly startTime: number;
  readonly endTime?: number;
}

/** Needs `logs:FilterLogEvents` on the function's log group, which answers the oldest first. */
async function decisionsIn(
  logs: CloudWatchLogsClient,
  functionName: string,
  { serial, ...times }: LogPart,
): Promise<ReadLog> {
  const decisions: DeviceDecision[] = [];
  const filter = {
    logGroupName: `/aws/lambda/${functionName}`,
    ...times,
    filterPattern: `"${serial}"`,
  };
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const found = await pageOfLog(logs, { ...filter, nextToken });
    decisions.push(...(found.events ?? []).flatMap((event) => decisionOf(event, serial)));
    nextToken = found.nextToken;
    if (nextToken === undefined) {
      break;
    }
  }
  return { decisions, isCutShort: nextToken !== undefined };
}

function decisionOf(
  {
    message = '{}',
    timestamp = 0,
  }: { readonly message?: string | undefined; readonly timestamp?: number | undefined },
  serial: string,
): DeviceDecision[] {
  const read = decisionLine.safeParse(parseJson(message));
  if (!read.success || read.data.serial !== serial) {
    return [];
  }
  const { source, decision, reason, certificateId, principal } = read.data;
  const told = reason === 'none' ? undefined : reason;
  return [
    {
      at: new Date(timestamp).toISOString(),
      source,
      decision,
      ...defined({ reason: told, certificateId: certificateId ?? principal }),
      words: wordsOf(decision, told),
    },
  ];
}

const outcomes: Readonly<Record<string, string>> = {
  allowed: 'It was let have a certificate.',
  moved: 'The certificate carried its first connection, and came into force.',
  'already-current': 'The certificate in force carried a connection.',
  ignored: 'It was nothing for this fleet.',
};

function wordsOf(decision: string, reason: string | undefined): string {
  if (reason !== undefined) {
    return reasonWords(reason);
  }
  return Object.hasOwn(outcomes, decision) ? (outcomes[decision] ?? decision) : decision;
}
