import { emptyRecord, findCertificate, timestamp, type DeviceRecord, type Transition } from './device-record';
import type { CertificateInForce } from './issued-certificate';

/**
 * What a restored certificate has as `issuedOver`: whatever it was issued over, the record of that is lost. No
 * certificate has such an id.
 */
const restoredOver = 'restoration';

/**
 * A certificate of which the table knows nothing any more, as it was put back to an earlier state. Whoever asks has made
 * sure that it is active, attached to the thing of that name and no other, has the fleet's policy, and has carried a
 * connection of this device: so the proof handler had made it current.
 */
export interface Restoration {
  readonly serial: string;
  readonly certificateId: string;
  readonly model: string;
  /** When AWS IoT issued the certificate. */
  readonly issuedAt: Date;
  /** When it carried a connection, the last that is known of. */
  readonly seenAt: Date;
}

/** `on-record`: the record knows it, so that its own rules decide. */
export type RestoreOutcome = 'restored' | 'on-record' | 'blocked';

/**
 * Puts a certificate back on record, in force. It takes the place of what the record has as current, which the fleet has
 * replaced since: that one never comes back. No permit outlives it.
 */
export function restore(
  known: DeviceRecord | undefined,
  { serial, certificateId, model, issuedAt, seenAt }: Restoration,
): Transition<RestoreOutcome> {
  const { namedPermit: _named, ...record } = known ?? emptyRecord(serial);
  if (record.state === 'blocked') {
    return { outcome: 'blocked' };
  }
  if (findCertificate(record, certificateId) !== undefined) {
    return { outcome: 'on-record' };
  }
  const seen = timestamp(seenAt);
  const issued = timestamp(issuedAt);
  const before = record.current === undefined ? {} : { succeeds: record.current };
  const certificate: CertificateInForce = {
    certificateId,
    issuedOver: restoredOver,
    ...before,
    model,
    issuedAt: issued,
    stage: 'proven',
    provenAt: seen,
    lastSeenAt: seen,
    service: 'in-service',
  };
  return {
    outcome: 'restored',
    next: {
      ...record,
      state: 'active',
      model,
      firstIssuedAt: record.firstIssuedAt ?? issued,
      current: certificateId,
      certificates: [...record.certificates, certificate],
      permits: {},
    },
  };
}
