import { defined } from '@fleet/optional-members';
import {
  emptyRecord,
  timestamp,
  type AdoptionNote,
  type DeviceRecord,
  type Transition,
} from './device-record';
import type { CertificateInForce } from './issued-certificate';

/**
 * What an adopted certificate has as `issuedOver`, in place of the certificate that carried the request: it was
 * issued before this fleet was there. No certificate has such an id.
 */
export const adoptedOver = 'adoption';

/** A device that another stack made, with the one certificate that it has. */
export interface Adoption {
  readonly serial: string;
  readonly certificateId: string;
  readonly model: string;
  /** When AWS IoT issued the certificate. */
  readonly issuedAt: Date;
  readonly at: Date;
  /** What it takes to give it back. */
  readonly before?: Omit<AdoptionNote, 'at'>;
}

export type AdoptionOutcome =
  /** It is a device of this fleet from now on, with the certificate as its current one. */
  | 'adopted'
  /** It was adopted with this very certificate before. */
  | 'adopted-before'
  /** This fleet has issued it certificates, or adopted it with another. */
  | 'on-record'
  | 'blocked'
  /** The operator allowed the serial for another model. */
  | 'foreign-model';

/**
 * Makes a device of another stack one of this fleet: on record as made by the fleet, its certificate current and
 * proven. A serial that was only allowed is completed by that.
 */
export function adopt(known: DeviceRecord | undefined, adoption: Adoption): Transition<AdoptionOutcome> {
  const { serial, certificateId, model, at } = adoption;
  const record = known ?? emptyRecord(serial);
  if (record.state === 'blocked') {
    return { outcome: 'blocked' };
  }
  const adopted = defined({ adoption: adoption.before && { at: timestamp(at), ...adoption.before } });
  if (wasAdopted(record, certificateId)) {
    // A release before this one noted nothing. After a rotation the thing says nothing of the stack before.
    const isCompleted = record.adoption === undefined && record.current === certificateId;
    return isCompleted && adopted.adoption !== undefined
      ? { outcome: 'adopted-before', next: { ...record, ...adopted } }
      : { outcome: 'adopted-before' };
  }
  if (record.firstIssuedAt !== undefined || record.certificates.length > 0) {
    return { outcome: 'on-record' };
  }
  if (record.allowedModel !== undefined && record.allowedModel !== model) {
    return { outcome: 'foreign-model' };
  }
  const certificate: CertificateInForce = {
    certificateId,
    issuedOver: adoptedOver,
    model,
    issuedAt: timestamp(adoption.issuedAt),
    stage: 'proven',
    provenAt: timestamp(at),
    service: 'in-service',
  };
  return {
    outcome: 'adopted',
    next: {
      ...record,
      state: 'active',
      model,
      firstIssuedAt: timestamp(at),
      current: certificateId,
      certificates: [certificate],
      ...adopted,
    },
  };
}

/** What adopting would come to, without doing it. */
export function adoptionOutcome(known: DeviceRecord | undefined, adoption: Adoption): AdoptionOutcome {
  return adopt(known, adoption).outcome;
}

/** A device that another stack made. */
export interface AdoptedDevice {
  /** The certificate that it had there, while that is on record. */
  readonly certificateId?: string;
  /** Whether another certificate is in force by now. */
  readonly hasRotated: boolean;
  /** Absent where a release adopted it that noted nothing. */
  readonly note?: AdoptionNote;
}

/** What is known of the stack that a device was adopted from; nothing for one that this fleet made itself. */
export function adoptedDevice(record: DeviceRecord | undefined): AdoptedDevice | undefined {
  if (record === undefined) {
    return undefined;
  }
  const { certificates, current, adoption: note } = record;
  const certificateId = certificates.find(({ issuedOver }) => issuedOver === adoptedOver)?.certificateId;
  if (certificateId === undefined && note === undefined) {
    return undefined;
  }
  return defined({ certificateId, note, hasRotated: current !== certificateId });
}

function wasAdopted(record: DeviceRecord, certificateId: string): boolean {
  return record.certificates.some(
    (each) => each.certificateId === certificateId && each.issuedOver === adoptedOver,
  );
}
