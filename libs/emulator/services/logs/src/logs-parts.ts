import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { LogRepository } from './log-repository';

export type LogsHandlers = ServiceHandlers<typeof Logs>;

/** What the operations of CloudWatch Logs work with. */
export interface LogsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logs: LogRepository;
  /** Told of the events of every group, while they are stored. */
  readonly onEvents: (messages: readonly string[]) => void;
}
