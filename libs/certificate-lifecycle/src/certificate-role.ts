import { canBecomeCurrent } from './certificate-standing';
import type { DeviceRecord } from './device-record';
import type { IssuedCertificate } from './issued-certificate';

/**
 * What a certificate is to its device. `awaits-proof`: it becomes current when it carries a connection.
 * `superseded`: it never can (again), and is to be retired.
 */
export type CertificateRole = 'current' | 'awaits-proof' | 'superseded' | 'retired';

/** The part that one of the record's certificates plays. */
export function roleOf(record: DeviceRecord, certificate: IssuedCertificate): CertificateRole {
  if (certificate.certificateId === record.current) {
    return 'current';
  }
  if (certificate.service !== 'in-service') {
    return 'retired';
  }
  return canBecomeCurrent(record, certificate) ? 'awaits-proof' : 'superseded';
}
