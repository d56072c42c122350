import { certificateIdOf } from './certificate-id';
import type { StoredClaim } from './claim-certificate-store';
import type { ClaimIssuing } from './claim-issuing';

/** Takes back a model's certificates, of which there is one as a rule, and then all that the bucket holds of the model. Safe to repeat. */
export async function withdrawClaim(model: string, claim: StoredClaim, issuing: ClaimIssuing): Promise<void> {
  const { store, authority, register } = issuing;
  for (const certificateId of await issuedCertificates(claim, issuing)) {
    await register.removeClaim(certificateId);
    await authority.withdraw(certificateId);
  }
  await store.removeModel(model);
}

/** What is recorded and what is stored; of an attempt that could write down neither, what was issued to its key. */
async function issuedCertificates(
  { key, certificate, record }: StoredClaim,
  { authority }: ClaimIssuing,
): Promise<readonly string[]> {
  const written = new Set<string>();
  if (record !== undefined) {
    written.add(record.certificateId);
  }
  if (certificate !== undefined) {
    written.add(certificateIdOf(certificate));
  }
  if (written.size > 0 || key === undefined) {
    return [...written];
  }
  const lost = await authority.lostCertificate(key);
  return lost === undefined ? [] : [lost.certificateId];
}
