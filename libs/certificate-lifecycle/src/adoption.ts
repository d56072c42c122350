import { emptyRecord, timestamp, type DeviceRecord, type Timestamp, type Transition } from './device-record';

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
  if (wasAdopted(record, certificateId)) {
    return { outcome: 'adopted-before' };
  }
  if (record.firstIssuedAt !== undefined || record.certificates.length > 0) {
    return { outcome: 'on-record' };
  }
  if (record.allowedModel !== undefined && record.allowedModel !== model) {
    return { outcome: 'foreign-model' };
  }
  const issuedAt: Timestamp = timestamp(adoption.issuedAt);
  const certificate = { certificateId, issuedOver: adoptedOver, model, issuedAt, provenAt: timestamp(at) };
  return {
    outcome: 'adopted',
    next: {
      ...record,
      state: 'active',
      model,
      firstIssuedAt: timestamp(at),
      current: certificateId,
      certificates: [certificate],
    },
  };
}

/** What adopting would come to, without doing it. */
export function adoptionOutcome(known: DeviceRecord | undefined, adoption: Adoption): AdoptionOutcome {
  return adopt(known, adoption).outcome;
}

function wasAdopted(record: DeviceRecord, certificateId: string): boolean {
  return record.certificates.some(
    (each) => each.certificateId === certificateId && each.issuedOver === adoptedOver,
  );
}
