import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';

export interface MonitorSettings {
  readonly config: FleetConfig;
  /** What EventBridge Scheduler may use to invoke the monitor. The worker has none. */
  readonly scheduleRoleArn?: string;
  /** The stack's queue of what failed for good. The worker has none. */
  readonly failuresArn?: string;
  /** Present where workers share the sweep. */
  readonly sweepQueueUrl?: string;
  /** The queue of arrivals, in which devices are looked at again that were cut off. */
  readonly arrivalsQueueUrl?: string;
}

const environmentSchema = z.object({
  FLEET_CONFIG: z._default(z.string(), 'null'),
  SCHEDULE_ROLE_ARN: z.optional(z.string()),
  FAILURES_QUEUE_ARN: z.optional(z.string()),
  SWEEP_QUEUE_URL: z.optional(z.string()),
  ARRIVALS_QUEUE_URL: z.optional(z.string()),
});

/**
 * What the stack hands to its functions by their environment.
 * @throws InvalidFleetConfigError naming what is wrong, SyntaxError
 */
export function readSettings(environment: NodeJS.ProcessEnv): MonitorSettings {
  const { FLEET_CONFIG, SCHEDULE_ROLE_ARN, FAILURES_QUEUE_ARN, SWEEP_QUEUE_URL, ARRIVALS_QUEUE_URL } =
    environmentSchema.parse(environment);
  return defined({
    config: parseFleetConfig(JSON.parse(FLEET_CONFIG)),
    scheduleRoleArn: SCHEDULE_ROLE_ARN,
    failuresArn: FAILURES_QUEUE_ARN,
    sweepQueueUrl: SWEEP_QUEUE_URL,
    arrivalsQueueUrl: ARRIVALS_QUEUE_URL,
  });
}
