import type { ClaimSlot, StoredClaim } from './claim-certificate-store';
import type { ClaimIssuing } from './claim-issuing';
import { writtenIds } from './claim-state';

/** Takes back a claim's certificates, of which there is one as a rule, and then all that the bucket holds of it. Safe to repeat. */
export async function withdrawClaim(
  place: ClaimSlot,
  claim: StoredClaim,
  issuing: ClaimIssuing,
): Promise<void> {
  const { store, authority, register } = issuing;
  for (const certificateId of await issuedCertificates(claim, issuing)) {
    await register.removeClaim(certificateId);
    await authority.withdraw(certificateId);
  }
  await store.removeClaim(place);
}

/** What is recorded and what is stored; of an attempt that could write down neither, what was issued to its key. */
async function issuedCertificates(
  claim: StoredClaim,
  { authority }: ClaimIssuing,
): Promise<readonly string[]> {
  const written = writtenIds(claim);
  if (written.length > 0 || claim.key === undefined) {
    return written;
  }
  const lost = await authority.lostCertificate(claim.key);
  return lost === undefined ? [] : [lost.certificateId];
}
