import assert from 'node:assert/strict';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { CertificateStatus, paginateListCertificates, type IoT } from '@aws-sdk/client-iot';
import * as z from 'zod';

const listed = z.object({
  certificateId: z.string(),
  status: z.enum(CertificateStatus),
  creationDate: z.date(),
});

/** One certificate of the account as the IoT API lists it. */
export type ListedCertificate = z.infer<typeof listed>;

/** Every certificate of the account that is ACTIVE or PENDING_ACTIVATION. */
export async function certificatesInForce(iot: IoT): Promise<readonly ListedCertificate[]> {
  const found: ListedCertificate[] = [];
  for await (const { certificates } of paginateListCertificates({ client: iot }, { pageSize: 250 })) {
    found.push(...z.array(listed).parse(certificates));
  }
  return found.filter(({ status }) => status === 'ACTIVE' || status === 'PENDING_ACTIVATION');
}

/** @returns the fingerprint by which certificates and the keys on devices find each other */
export async function publicKeyOfCertificate(iot: IoT, certificateId: string): Promise<string> {
  const { certificateDescription } = await iot.describeCertificate({ certificateId });
  const certificatePem = certificateDescription?.certificatePem;
  assert(certificatePem !== undefined, `AWS IoT has the certificate ${certificateId}`);
  return publicKeyOf(new X509Certificate(certificatePem).publicKey);
}

/** @param key a private key as PEM, or a public one */
export function publicKeyOf(key: Parameters<typeof createPublicKey>[0]): string {
  const publicKey =
    typeof key === 'object' && 'type' in key && key.type === 'public' ? key : createPublicKey(key);
  return publicKey.export({ type: 'spki', format: 'der' }).toString('hex');
}
