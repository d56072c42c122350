import {
  certificateBelongsTo,
  createCertificateRequest,
  generateIdentityKey,
} from '@fleet/certificate-request';
import { certificateIdOf } from './certificate-id';
import type { ClaimRecord, StoredKey } from './claim-certificate-store';
import type { ClaimIssuing } from './claim-issuing';
import { withdrawClaim } from './withdraw-claim';

export interface ClaimIdentity {
  privateKey: string;
  certificate: string;
}

/**
 * The model's claim identity, made where there is none. A model has one when key, certificate, record and an ACTIVE
 * certificate at AWS IoT agree; anything else (an interrupted attempt, a revoked or deleted certificate) is repaired
 * with a new key, so that a key which may have leaked never comes back into force.
 */
export async function ensureClaim(model: string, issuing: ClaimIssuing): Promise<ClaimIdentity> {
  const { store, authority, log } = issuing;
  const claim = await store.claim(model);
  const { key, certificate, record } = claim;
  if (key !== undefined && certificate !== undefined && record !== undefined) {
    // Two calls at a time may have stored the certificate of one and the record of the other.
    const isOnRecord = certificateIdOf(certificate) === record.certificateId;
    const inForce = (await authority.status(record.certificateId)) === 'ACTIVE';
    if (isOnRecord && inForce && certificateBelongsTo(key.pem, certificate)) {
      await enforce(model, record, issuing);
      return { privateKey: key.pem, certificate };
    }
  }
  if (certificate === undefined && record === undefined) {
    // A key alone is what an interrupted attempt leaves: it never left this bucket.
    return issue(model, key, issuing);
  }
  log.warn({ model, certificateId: record?.certificateId }, 'claim certificate is incomplete: replacing it');
  await withdrawClaim(model, claim, issuing);
  return issue(model, undefined, issuing);
}

async function issue(
  model: string,
  unusedKey: StoredKey | undefined,
  issuing: ClaimIssuing,
): Promise<ClaimIdentity> {
  const { store, authority, log } = issuing;
  const privateKey = unusedKey?.pem ?? generateIdentityKey();
  if (unusedKey === undefined) {
    await store.savePrivateKey(model, privateKey);
  }
  const lost = unusedKey && (await authority.lostCertificate(unusedKey));
  const issued = lost ?? (await authority.issue(createCertificateRequest(privateKey, `${model} claim`)));
  const record: ClaimRecord = {
    certificateId: issued.certificateId,
    certificateArn: issued.certificateArn,
    issuedAt: issuing.now().toISOString(),
  };
  await store.saveCertificate(model, issued.certificatePem);
  await store.saveRecord(model, record);
  await enforce(model, record, issuing);
  log.info({ model, certificateId: record.certificateId }, 'issued a claim certificate');
  return { privateKey, certificate: issued.certificatePem };
}

/** The hook must know a claim before it can connect. */
async function enforce(
  model: string,
  record: ClaimRecord,
  { register, authority }: ClaimIssuing,
): Promise<void> {
  await register.recordClaim({ certificateId: record.certificateId, model, issuedAt: record.issuedAt });
  await authority.authorise(record);
}
