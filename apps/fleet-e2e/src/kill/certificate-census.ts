import { createPublicKey, X509Certificate } from 'node:crypto';
import { paginateListCertificates, type CertificateStatus, type IoT } from '@aws-sdk/client-iot';

/** One certificate of the account as the IoT API tells of it. */
export interface CountedCertificate {
  readonly certificateId: string;
  readonly status: CertificateStatus;
  /** Fingerprint by which certificates and the keys on devices find each other. */
  readonly publicKey: string;
}

/** Every certificate of the account that is ACTIVE or PENDING_ACTIVATION. */
export async function countCertificates(iot: IoT): Promise<CountedCertificate[]> {
  const counted: CountedCertificate[] = [];
  for await (const { certificates = [] } of paginateListCertificates({ client: iot }, { pageSize: 250 })) {
    for (const { certificateId = '', status } of certificates) {
      if (status !== 'ACTIVE' && status !== 'PENDING_ACTIVATION') {
        continue;
      }
      const { certificateDescription } = await iot.describeCertificate({ certificateId });
      const { certificatePem = '' } = certificateDescription ?? {};
      counted.push({
        certificateId,
        status,
        publicKey: publicKeyOf(new X509Certificate(certificatePem).publicKey),
      });
    }
  }
  return counted;
}

/** @param key a private key as PEM, or a public one */
export function publicKeyOf(key: Parameters<typeof createPublicKey>[0]): string {
  const publicKey =
    typeof key === 'object' && 'type' in key && key.type === 'public' ? key : createPublicKey(key);
  return publicKey.export({ type: 'spki', format: 'der' }).toString('hex');
}
