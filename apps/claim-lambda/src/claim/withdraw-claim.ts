import { createHash } from 'node:crypto';
import type { StoredClaim } from './claim-certificate-store';
import type { ClaimIssuing } from './claim-issuing';

/** Takes back a model's certificate, and then all that the bucket holds of the model. Safe to repeat. */
export async function withdrawClaim(model: string, claim: StoredClaim, issuing: ClaimIssuing): Promise<void> {
  const { store, authority, register } = issuing;
  const certificateId = await issuedCertificate(claim, issuing);
  if (certificateId !== undefined) {
    await register.removeClaim(certificateId);
    await authority.withdraw(certificateId);
  }
  await store.removeModel(model);
}

/** The certificate that was issued to a key, also where an attempt was interrupted before it could write that down. */
async function issuedCertificate(
  { key, certificate, record }: StoredClaim,
  { authority }: ClaimIssuing,
): Promise<string | undefined> {
  if (record !== undefined) {
    return record.certificateId;
  }
  if (certificate !== undefined) {
    return certificateIdOf(certificate);
  }
  return key && (await authority.lostCertificate(key))?.certificateId;
}

/** AWS IoT names a certificate after its hash. */
function certificateIdOf(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return createHash('sha256').update(der).digest('hex');
}
