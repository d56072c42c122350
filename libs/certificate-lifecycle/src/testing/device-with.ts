import { emptyRecord, type DeviceRecord } from '../device-record';
import { recordFrom, type StoredCertificate } from '../stored-record';

export const before = '2026-01-01T12:00:00.000Z';

/** A device with these certificates, of which A is in force; what is not said of one is that of A, when it was issued. */
export function deviceWith(...certificates: readonly Partial<StoredCertificate>[]): DeviceRecord {
  return recordFrom({
    ...emptyRecord('S'),
    state: 'active',
    current: 'A',
    certificates: certificates.map((each) => ({
      certificateId: 'A',
      issuedOver: 'claim',
      model: 'sensor',
      issuedAt: before,
      ...each,
    })),
  });
}
