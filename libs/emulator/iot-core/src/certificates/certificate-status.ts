export const CERTIFICATE_STATUSES = [
  'ACTIVE',
  'INACTIVE',
  'REVOKED',
  'PENDING_TRANSFER',
  'REGISTER_INACTIVE',
  'PENDING_ACTIVATION',
] as const;

export type CertificateStatus = (typeof CERTIFICATE_STATUSES)[number];

/** A certificate changed its status, or ceased to exist (`status` is then undefined). */
export interface CertificateStatusChange {
  readonly certificateId: string;
  readonly status: CertificateStatus | undefined;
}
