import { defined } from '@fleet/optional-members';
import type { Context } from 'aws-lambda';
import type { Logger } from 'pino';
import type { SweepDay } from './devices/sweep-context';
import type { FleetSurvey } from './survey/fleet-survey';
import type { Continuations } from './sweep/continuations';
import { runSweep } from './sweep/run-sweep';
import type { SweepCounts } from './sweep/sweep-counts';
import { parseSweepEvent } from './sweep/sweep-event';
import type { SweepParts } from './sweep/sweep-parts';
import { logSummary } from './sweep/summary-log';

export interface Monitor {
  /** Built anew for each round, so that none starts with the pace of another. */
  readonly parts: () => SweepParts;
  readonly continuations: (functionArn: string) => Continuations;
  /** Counts the fleet when a sweep is done. */
  readonly survey: (day: SweepDay) => Promise<FleetSurvey>;
}

/** The monitor's answer; only an operator's invocation reads it. */
export type MonitorAnswer =
  | {
      readonly outcome: 'done';
      readonly today: string;
      readonly seconds: number;
      readonly counts: SweepCounts;
      /** Absent where it could not be made. */
      readonly survey?: FleetSurvey;
    }
  | {
      readonly outcome: 'continues';
      readonly today: string;
      readonly at: string;
      readonly counts: SweepCounts;
    }
  | { readonly outcome: 'busy'; readonly at?: string }
  | { readonly outcome: 'over' };

/** The daily sweep as AWS Lambda calls it: by the schedule, by a continuation of its own, or by hand. */
export function serveMonitor(
  monitor: Monitor,
): (event: unknown, context: Pick<Context, MonitorContext>) => Promise<MonitorAnswer> {
  return async (raw, lambda) => {
    const parts = monitor.parts();
    const { log, now } = parts.context;
    const { fleet } = parts;
    const event = parseSweepEvent(raw);
    const swept = await runSweep(parts, event, {
      owner: lambda.awsRequestId,
      remainingMillis: () => lambda.getRemainingTimeInMillis(),
      continuations: monitor.continuations(lambda.invokedFunctionArn),
    });
    if (swept.outcome === 'busy' || swept.outcome === 'over') {
      const words = swept.outcome === 'busy' ? 'another sweep is running' : 'this sweep has already ended';
      log.info({ fleet, outcome: swept.outcome, today: event.today, ...event.continuation }, words);
      if (swept.outcome === 'over' || swept.at === undefined) {
        return { outcome: swept.outcome };
      }
      return { outcome: 'busy', at: swept.at.toISOString() };
    }
    const { today, sweepId, round, counts } = swept.state;
    if (swept.outcome === 'continues') {
      const at = swept.at.toISOString();
      log.info({ fleet, sweepId, today, round, at, ...counts }, 'the sweep continues in another round');
      return { outcome: 'continues', today, at, counts };
    }
    const { seconds } = swept;
    const day = { today, scheduledTime: event.scheduledTime };
    const survey = await surveyed(log, () => monitor.survey(day));
    logSummary(log, now(), { fleet, sweepId, today, round, seconds, counts, survey });
    return { outcome: 'done', today, seconds, counts, ...defined({ survey }) };
  };
}

/** A sweep that has done its work does not fail for the numbers about it: brought again, it would find nothing to do. */
async function surveyed(log: Logger, survey: () => Promise<FleetSurvey>): Promise<FleetSurvey | undefined> {
  try {
    return await survey();
  } catch (error) {
    log.error(
      { err: error },
      'the fleet could not be counted: this day’s metrics of its size and claims are missing',
    );
    return undefined;
  }
}

type MonitorContext = 'awsRequestId' | 'invokedFunctionArn' | 'getRemainingTimeInMillis';
