import type { Logger } from 'pino';
import type { ClaimAuthority } from './claim-authority';
import type { ClaimCertificateStore } from './claim-certificate-store';

/** Where the provision hook looks up which model a claim certificate stands for. */
export interface ClaimRegister {
  recordClaim(claim: { certificateId: string; model: string; issuedAt: string }): Promise<boolean>;
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
