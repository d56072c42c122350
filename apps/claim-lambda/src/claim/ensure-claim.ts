import {
  certificateBelongsTo,
  createCertificateRequest,
  generateIdentityKey,
} from '@fleet/certificate-request';
import type { Logger } from 'pino';
import type { ClaimAuthority } from './claim-authority';
import type { ClaimCertificateStore, ClaimRecord } from './claim-certificate-store';

export interface ClaimIdentity {
  privateKey: string;
  certificate: string;
}

/** Where the provision hook looks up which model a claim certificate stands for. */
export interface ClaimRegister {
  recordClaim(claim: { certificateId: string; model: string; issuedAt: string }): Promise<void>;
  removeClaim(certificateId: string): Promise<void>;
}

export interface ClaimIssuing {
  store: Pick<ClaimCertificateStore, keyof ClaimCertificateStore>;
  authority: Pick<ClaimAuthority, keyof ClaimAuthority>;
  register: ClaimRegister;
  now: () => Date;
  log: Logger;
}

/**
 * The model's claim identity, made where there is none. A model has one when key, certificate, record and an ACTIVE
 * certificate at AWS IoT agree; anything else (an interrupted attempt, a revoked or deleted certificate) is repaired
 * with a new key, so that a key which may have leaked never comes back into force.
 */
export async function ensureClaim(model: string, issuing: ClaimIssuing): Promise<ClaimIdentity> {
  const { store, authority, register, log } = issuing;
  const [privateKey, certificate, record] = await Promise.all([
    store.privateKey(model),
    store.certificate(model),
    store.record(model),
  ]);
  if (privateKey !== undefined && certificate !== undefined && record !== undefined) {
    const inForce = (await authority.status(record.certificateId)) === 'ACTIVE';
    if (inForce && certificateBelongsTo(privateKey, certificate)) {
      await enforce(model, record, issuing);
      return { privateKey, certificate };
    }
  }
  if (record !== undefined) {
    log.warn({ model, certificateId: record.certificateId }, 'claim certificate is incomplete: replacing it');
    await register.removeClaim(record.certificateId);
    await authority.withdraw(record);
  }
  // A key without certificate is what an interrupted attempt leaves: it never left this bucket.
  const unused = certificate === undefined && record === undefined ? privateKey : undefined;
  return issue(model, unused, issuing);
}

async function issue(
  model: string,
  unusedKey: string | undefined,
  issuing: ClaimIssuing,
): Promise<ClaimIdentity> {
  const { store, authority, log } = issuing;
  const privateKey = unusedKey ?? generateIdentityKey();
  if (unusedKey === undefined) {
    await store.savePrivateKey(model, privateKey);
  }
  const issued = await authority.issue(createCertificateRequest(privateKey, `${model} claim`));
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
