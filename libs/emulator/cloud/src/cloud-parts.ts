import type { Consistency } from '@fleet/consistency';
import type { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { FaultPoints } from '@fleet/faults';
import type { OwnClients } from '@fleet/own-clients';
import type { awsIotRates } from '@fleet/services/iot';
import type { CloudLog } from './cloud-log';
import type { CloudOptions } from './cloud-options';

/** What every service of the cloud stands on. */
export interface CloudParts {
  readonly options: CloudOptions;
  readonly store: Store;
  readonly clock: SettableClock;
  /** How soon changes are visible. */
  readonly consistency: Consistency;
  readonly log: CloudLog;
  readonly faults?: FaultPoints;
  /** Absent where everything may happen as often as it likes. */
  readonly iotRates?: ReturnType<typeof awsIotRates> | undefined;
  /** AWS SDK clients of this very cloud. */
  readonly clients: OwnClients;
  /** URL of the AWS APIs; known once they listen. */
  readonly url: () => string;
}
