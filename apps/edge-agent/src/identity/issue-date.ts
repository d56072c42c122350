import { X509Certificate } from 'node:crypto';

/** When a certificate was issued, by the cloud's clock: the device's own may be years off. */
export function issueDate(certificatePem: string): Date {
  return new Date(new X509Certificate(certificatePem).validFrom);
}
