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
  fromSigningRequest(pem: string): Promise<IssuedCertificate> {
    // A promise, as `withKeys` gives one: what is wrong with a request rejects it.
    return new Promise((resolve) => {
      resolve(this.authority.issue(readSigningRequest(pem), this.clock.now()));
    });
  }

  async withKeys(): Promise<IssuedKeysAndCertificate> {
    return this.authority.issueWithKeys(this.clock.now());
  }
}
