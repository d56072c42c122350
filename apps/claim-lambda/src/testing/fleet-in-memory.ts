import type { ClaimRecord } from '@fleet/certificate-lifecycle';
import type { ClaimIssuing, ClaimRegister } from '../claim/claim-issuing';
import { ClaimAuthority } from '../claim/claim-authority';
import { ClaimCertificateStore } from '../claim/claim-certificate-store';
import { BucketInMemory } from './bucket-in-memory';
import { IotInMemory } from './iot-in-memory';
import type { FailingCalls } from '@fleet/failing-calls';

export const birthPolicy = 'fleetprov_bootstrap';

/** Bucket, AWS IoT and devices table of a fleet; any call on them may fail. */
export class FleetInMemory {
  at = new Date('2026-01-02T03:04:05Z');
  private readonly now = () => this.at;
  readonly bucket = new BucketInMemory(this.now);
  readonly iot = new IotInMemory(this.now);
  /** By certificate id, as the provision hook finds them. */
  readonly claims = new Map<string, ClaimRecord>();

  private readonly register: ClaimRegister = {
    recordClaim: (claim) => {
      if (this.claims.get(claim.certificateId)?.revokedAt !== undefined) {
        return Promise.resolve(false);
      }
      this.claims.set(claim.certificateId, claim);
      return Promise.resolve(true);
    },
    removeClaim: (certificateId) => {
      this.claims.delete(certificateId);
      return Promise.resolve();
    },
  };

  parts(calls?: FailingCalls): Pick<ClaimIssuing, 'store' | 'authority' | 'register' | 'now'> {
    const failing = <Port extends object>(port: Port): Port => calls?.on(port) ?? port;
    return {
      store: new ClaimCertificateStore(failing(this.bucket.client), 'bucket'),
      authority: new ClaimAuthority(failing(this.iot.client), birthPolicy),
      register: failing(this.register),
      now: this.now,
    };
  }

  /** Another fleet in the same state. */
  copy(): FleetInMemory {
    const copy = new FleetInMemory();
    for (const [key, body] of this.bucket.objects) {
      copy.bucket.put(key, body);
    }
    for (const [id, certificate] of this.iot.certificates) {
      copy.iot.certificates.set(id, structuredClone(certificate));
    }
    for (const [id, claim] of this.claims) {
      copy.claims.set(id, claim);
    }
    return copy;
  }
}
