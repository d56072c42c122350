import { createHash } from 'node:crypto';

/** AWS IoT names a certificate after its hash. */
export function certificateIdOf(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return createHash('sha256').update(der).digest('hex');
}
