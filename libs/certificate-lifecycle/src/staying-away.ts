import { awaitsProof } from './certificate-standing';
import { hasPermit, timestamp, type DeviceRecord } from './device-record';

/**
 * Whether a device that was cut off by making this certificate inactive is to stay away. Not one that another certificate
 * may bring back: a successor that waits for its proof, or one that an operator permits a claim to ask for. Whether an
 * operator has made the certificate active again is not on record.
 */
export function isToStayAway(record: DeviceRecord | undefined, certificateId: string, at: Date): boolean {
  return record?.current === certificateId && !awaitsProof(record) && !mayAskAnew(record, at);
}

function mayAskAnew(record: DeviceRecord, at: Date): boolean {
  const { namedPermit } = record;
  const isNamed = namedPermit !== undefined && timestamp(at) < namedPermit.until;
  return isNamed || hasPermit(record, 'reprovision', at);
}
