import { createHash, X509Certificate } from 'node:crypto';
import { bundleFiles } from '@fleet/fleet-contract';
import { strFromU8, unzipSync } from 'fflate';

/** What a device shows to connect, as PEM texts. */
export interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The claim in a device bundle, as whoever gets hold of client.zip has it. */
export function claimOf(bundle: Uint8Array): Identity {
  const files = unzipSync(bundle);
  return {
    certificate: strFromU8(files[bundleFiles.claimCertificate] ?? new Uint8Array()),
    privateKey: strFromU8(files[bundleFiles.claimPrivateKey] ?? new Uint8Array()),
  };
}

/** As AWS IoT computes it: the SHA-256 of the certificate's DER. */
export function certificateIdOf({ certificate }: Pick<Identity, 'certificate'>): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
}
