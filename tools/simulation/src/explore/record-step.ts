import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { recordOf } from '../cloud/cloud-state';
import { serial } from '../world/world';
import type { Property, Step } from './properties';

/** One event, as the device's record shows it. */
export interface RecordStep {
  readonly before: DeviceRecord | undefined;
  readonly after: DeviceRecord;
  readonly step: Step;
}

/** A property that says nothing where there is no record. */
export function ofRecord(holds: (step: RecordStep) => boolean): Property['holds'] {
  return (step) => {
    const after = recordOf(step.after, serial);
    return after === undefined || holds({ before: recordOf(step.before, serial), after, step });
  };
}
