import { CertificateStateException, InvalidRequestException } from '../errors';

export const certificateStatuses = [
  'ACTIVE',
  'INACTIVE',
  'REVOKED',
  'PENDING_TRANSFER',
  'REGISTER_INACTIVE',
  'PENDING_ACTIVATION',
] as const;

export type CertificateStatus = (typeof certificateStatuses)[number];

/** A certificate changed its status, or ceased to exist (`status` is then undefined). */
export interface CertificateStatusChange {
  readonly certificateId: string;
  readonly status: CertificateStatus | undefined;
  /** For how long connections that are open go on, where they end because of it; absent: they end at once. */
  readonly connectionsLiveOnMillis?: number;
}

const settableStatuses: readonly CertificateStatus[] = ['ACTIVE', 'INACTIVE', 'REVOKED'];

/**
 * Checks a change of status that is asked for from outside (API reference, UpdateCertificate): the pending
 * statuses are AWS IoT's own to set, and what is revoked is never used again.
 * @throws InvalidRequestException for a status that cannot be asked for
 * @throws CertificateStateException for a way out of REVOKED or PENDING_TRANSFER
 */
export function checkTransition(from: CertificateStatus, to: string): CertificateStatus {
  const status = settableStatuses.find((settable) => settable === to);
  if (status === undefined) {
    throw new InvalidRequestException(
      `Certificate status ${to} cannot be set; use one of ${settableStatuses.join(', ')}`,
    );
  }
  if (from === 'PENDING_TRANSFER' || (from === 'REVOKED' && status !== 'REVOKED')) {
    throw new CertificateStateException(`A certificate whose status is ${from} cannot be set to ${status}`);
  }
  return status;
}
