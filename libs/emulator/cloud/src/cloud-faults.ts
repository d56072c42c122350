import { apiFaultPoints } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import { Delays, Faults } from '@fleet/faults';
import type { FaultPoints, PointFamily } from '@fleet/faults';
import { functionFaultPoints } from '@fleet/lambda-runtime';
import { iotFaultPoints } from '@fleet/services/iot';
import type { CloudLog } from './cloud-log';

/** The faults of one cloud, and the waits that they cause. */
export interface CloudFaults extends FaultPoints {
  readonly faults: Faults;
  /** Operations can have faults from here on. */
  know(services: readonly AwsService[]): void;
  close(): void;
}

export function cloudFaults(log: Pick<CloudLog, 'warn'>): CloudFaults {
  const families: PointFamily[] = [...iotFaultPoints, functionFaultPoints];
  const faults = new Faults({ families, onFired: (firing) => log.warn(firing, 'a fault fired') });
  const delays = new Delays();
  return {
    faults,
    at: (point, details) => faults.at(point, details),
    wait: (millis) => delays.wait(millis),
    know: (services) => families.unshift(apiFaultPoints(services)),
    close: () => delays.close(),
  };
}
