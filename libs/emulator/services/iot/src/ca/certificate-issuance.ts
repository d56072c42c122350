import type { Clock } from '@fleet/emulator-clock';
import type {
  CertificateAuthority,
  IssuedCertificate,
  IssuedKeysAndCertificate,
} from './certificate-authority';
import { readSigningRequest } from './certificate-signing-request';

/** Issues client certificates by the cloud's clock; the caller records it. */
export class CertificateIssuance {
  constructor(
    private readonly authority: CertificateAuthority,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidRequestException for a signing request that cannot be served */
  async fromSigningRequest(pem: string): Promise<IssuedCertificate> {
    return this.authority.issue(await readSigningRequest(pem), this.clock.now());
  }

  async withKeys(): Promise<IssuedKeysAndCertificate> {
    return this.authority.issueWithKeys(this.clock.now());
  }
}
