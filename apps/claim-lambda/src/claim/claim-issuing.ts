import type { ClaimRecord } from '@fleet/certificate-lifecycle';
import type { Logger } from 'pino';
import type { ClaimAuthority } from './claim-authority';
import type { ClaimCertificateStore, ClaimSlot } from './claim-certificate-store';

/** Where the provision hook looks up which model a claim certificate stands for. */
export interface ClaimRegister {
  /** @returns false where the record says that the claim is revoked; it stays as it is then */
  recordClaim(claim: ClaimRecord): Promise<boolean>;
  removeClaim(certificateId: string): Promise<void>;
}

/** What issues the claims of a fleet and takes them back. */
export interface ClaimIssuing {
  store: Pick<ClaimCertificateStore, keyof ClaimCertificateStore>;
  authority: Pick<ClaimAuthority, keyof ClaimAuthority>;
  register: ClaimRegister;
  now: () => Date;
  log: Logger;
}

/** One of a model's claims. */
export interface ClaimPlace extends ClaimSlot {
  /** As the operator counts. The slot is that as well, but for claims that older releases made. */
  readonly generation: number;
}
