import type { Place } from './arns';
import type { Delivery } from './delivery-repository';

/** One try to hand an occurrence to its target. */
export interface Invocation {
  readonly delivery: Delivery;
  /** Sixteen hexadecimal digits, of each try its own. */
  readonly executionId: string;
  /** Counts from 1. */
  readonly attempt: number;
}

/**
 * The text that a target gets: its input with the context attributes filled in, see
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html, or the service's
 * notification where it has no input.
 */
export function invocationText(invocation: Invocation, place: Place): string {
  const { delivery, executionId, attempt } = invocation;
  const { input } = delivery.target;
  if (input === undefined) {
    return defaultNotification(invocation, place);
  }
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': delivery.scheduleArn,
    'scheduled-time': timestamp(delivery.scheduledAt),
    'execution-id': executionId,
    'attempt-number': String(attempt),
  };
  return input.replaceAll(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (keyword, name: string) => attributes[name] ?? keyword,
  );
}

/** An instant as the service writes it: `2026-11-28T03:00:00Z`. */
export function timestamp(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function defaultNotification({ delivery, executionId }: Invocation, { region, accountId }: Place): string {
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: timestamp(delivery.scheduledAt),
    region,
    resources: [delivery.scheduleArn],
    detail: '{}',
  });
}
