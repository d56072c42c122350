import { timestamp, type DeviceRecord } from './device-record';
import type { IssuedCertificate } from './issued-certificate';

/** Takes certificates their place among those that may become current. One that was proven has none to lose. */
export function supersede(
  record: DeviceRecord,
  superseded: readonly IssuedCertificate[],
  at: Date,
): DeviceRecord {
  const certificates = record.certificates.map((each): IssuedCertificate =>
    each.stage === 'unproven' && superseded.includes(each)
      ? { ...each, stage: 'superseded', supersededAt: timestamp(at) }
      : each,
  );
  return { ...record, certificates };
}
