import type { CertDate, RotationRules } from '@fleet/cert-dates';
import type { DeviceRegistry } from '@fleet/device-registry';
import type { DeviceAlerts } from '@fleet/iot-registry';
import type { Logger } from 'pino';
import type { Pacer } from '@fleet/bounded-work';
import type { CutOffDevice } from '../arrivals/cut-off-device';
import type { IotFleet } from './iot-fleet';

/** What the operator decided about the rotation of certificates. */
export interface SweepRules extends RotationRules {
  readonly enforce: 'deactivate' | 'report';
  /** Days for which a retired certificate is kept. */
  readonly retainDays: number;
  /** Whether AWS IoT's lifecycle events say with which certificate a device has connected. */
  readonly presenceRule: boolean;
  /** How fast devices are warned. */
  readonly warningsPerSecond: number;
  /** How many devices may begin to rotate in a minute. */
  readonly rotationsPerMinute: number;
}

/** What a sweep works with at each device. */
export interface SweepContext {
  readonly iot: IotFleet;
  readonly alerts: DeviceAlerts;
  readonly registry: Pick<
    DeviceRegistry,
    | 'find'
    | 'noteReinstated'
    | 'noteBlockEnforced'
    | 'takeForLost'
    | 'noteRetired'
    | 'noteDeleted'
    | 'noteDateWithdrawn'
    | 'noteDateRestored'
    | 'dropEndedPermits'
    | 'noteDue'
    | 'noteWarned'
  >;
  readonly rules: SweepRules;
  /** Has a device looked at again that was cut off, until it is away. Absent where nothing was deployed for that. */
  readonly watch?: (device: CutOffDevice) => Promise<void>;
  /** Waited for before each device that is warned. */
  readonly pacer: Pick<Pacer, 'turn'>;
  /** Waited for before each chore, of several calls that the account allows few of in a second. */
  readonly chorePacer: Pick<Pacer, 'turn'>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** The day that a sweep is about, and the moment that its event names. */
export interface SweepDay {
  readonly today: CertDate;
  readonly scheduledTime: Date;
}
