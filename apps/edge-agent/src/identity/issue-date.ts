import { createHash, X509Certificate } from 'node:crypto';

/** By the SHA-256 of the certificate, which is asked about with each connection; there are few of them in a device's life. */
const known = new Map<string, Date>();

/** When a certificate was issued, by the cloud's clock: the device's own may be years off. */
export function issueDate(certificatePem: string): Date {
  const digest = createHash('sha256').update(certificatePem).digest('base64');
  const issued = known.get(digest) ?? new Date(new X509Certificate(certificatePem).validFrom);
  known.set(digest, issued);
  return issued;
}
