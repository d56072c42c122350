import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { defined } from '@fleet/optional-members';
import { certificateIdOf } from './certificate-id';
import type { IssuedCertificate } from './claim-authority';
import type { ClaimRecord, StoredClaim, StoredKey } from './claim-certificate-store';
import type { ClaimIssuing, ClaimPlace } from './claim-issuing';
import { examineClaim, type OutOfForce } from './claim-state';

export interface ClaimIdentity {
  privateKey: string;
  certificate: string;
}

/** A claim that is in force, or was left as it is. */
export type EnsuredClaim =
  | { readonly inForce: true; readonly identity: ClaimIdentity }
  | ({ readonly inForce: false } & ClaimOutOfForce);

export interface ClaimOutOfForce extends ClaimPlace {
  readonly why: OutOfForce;
  /** Absent where nobody can tell. */
  readonly certificateId?: string | undefined;
}

/**
 * The claim of this place, made where there is none. One that was made once is burnt into devices: it is never
 * replaced and never brought into force again. What is damaged in the bucket is repaired where that is possible; an
 * interrupted attempt is finished.
 */
export async function ensureClaim(place: ClaimPlace, issuing: ClaimIssuing): Promise<EnsuredClaim> {
  const stored = await issuing.store.claim(place);
  const state = await examineClaim(stored, issuing.authority);
  switch (state.kind) {
    case 'unissued':
      return issue(place, state, issuing);
    case 'issued':
      return bringIntoForce(place, { ...state, stored }, issuing);
    case 'untouched':
      return leave(place, state, stored, issuing);
  }
}

async function leave(
  place: ClaimPlace,
  { why, certificateId }: Pick<ClaimOutOfForce, 'why' | 'certificateId'>,
  { record }: StoredClaim,
  issuing: ClaimIssuing,
): Promise<EnsuredClaim> {
  const { model, generation } = place;
  issuing.log.warn(
    { model, generation, certificateId, why },
    'the claim is not in force: it is left as it is',
  );
  // What was in force once and is gone was deleted, and nothing brings it back.
  const isOver = why === 'revoked' || (why === 'gone' && isReadable(record));
  if (isOver && certificateId !== undefined) {
    const issuedAt = isReadable(record) ? record.issuedAt : issuing.now().toISOString();
    await noteRevoked({ ...place, certificateId, issuedAt }, issuing);
  }
  return { inForce: false, ...place, why, certificateId };
}

/** Whoever has revoked it may not have said so in its record: what was issued over it, and not proven, ends with that. */
export async function noteRevoked(
  claim: ClaimPlace & { readonly certificateId: string; readonly issuedAt: string },
  { register, now }: ClaimIssuing,
): Promise<void> {
  const { certificateId, model, generation, issuedAt } = claim;
  await register.recordClaim({ certificateId, model, generation, issuedAt, revokedAt: now().toISOString() });
}

async function issue(
  place: ClaimPlace,
  { key: unusedKey, others }: { readonly key: StoredKey | undefined; readonly others: readonly string[] },
  issuing: ClaimIssuing,
): Promise<EnsuredClaim> {
  const { store, authority, log } = issuing;
  const { model, generation } = place;
  const privateKey = unusedKey?.pem ?? generateIdentityKey();
  if (unusedKey === undefined) {
    await store.savePrivateKey(place, privateKey);
  }
  const lost = unusedKey && (await authority.lostCertificate(unusedKey));
  const certificate = lost ?? (await authority.issue(createCertificateRequest(privateKey, `${model} claim`)));
  const stored = { key: unusedKey, certificate: undefined, record: undefined };
  const key = { pem: privateKey };
  const ensured = await bringIntoForce(place, { key, certificate, others, stored }, issuing);
  log.info({ model, generation, certificateId: certificate.certificateId }, 'issued a claim certificate');
  return ensured;
}

interface IssuedClaim {
  readonly key: Pick<StoredKey, 'pem'>;
  readonly certificate: IssuedCertificate;
  readonly others: readonly string[];
  readonly stored: StoredClaim;
}

/** The hook must know a claim before it can connect. Safe to repeat. */
async function bringIntoForce(
  place: ClaimPlace,
  { key, certificate, others, stored }: IssuedClaim,
  issuing: ClaimIssuing,
): Promise<EnsuredClaim> {
  const { store, authority, register } = issuing;
  const { certificateId, certificateArn, certificatePem } = certificate;
  const { model, generation } = place;
  if (stored.certificate === undefined || certificateIdOf(stored.certificate) !== certificateId) {
    await store.saveCertificate(place, certificatePem);
  }
  const record = recordOf(place, { certificateId, certificateArn, others }, stored, issuing);
  if (!(await register.recordClaim({ certificateId, model, generation, issuedAt: record.issuedAt }))) {
    // Its revocation has begun, and AWS IoT is about to be told.
    return leave(place, { why: 'revoked', certificateId }, stored, issuing);
  }
  await authority.authorise(certificate);
  if (record !== stored.record) {
    await store.saveRecord(place, record);
  }
  return { inForce: true, identity: { privateKey: key.pem, certificate: certificatePem } };
}

/** The record as it is, where it names this certificate and the others. */
function recordOf(
  { generation }: ClaimPlace,
  issued: Pick<ClaimRecord, 'certificateId' | 'certificateArn'> & { readonly others: readonly string[] },
  { record }: StoredClaim,
  { now }: ClaimIssuing,
): ClaimRecord {
  const before = isReadable(record) ? record : undefined;
  const { certificateId, certificateArn } = issued;
  const others = issued.others.filter((id) => before?.others?.includes(id) !== true);
  if (before?.certificateId === certificateId && others.length === 0) {
    return before;
  }
  return {
    ...before,
    certificateId,
    certificateArn,
    issuedAt: before?.issuedAt ?? now().toISOString(),
    generation: before?.generation ?? generation,
    ...defined({ others: issued.others.length === 0 ? undefined : [...issued.others] }),
  };
}

export function isReadable(record: StoredClaim['record']): record is ClaimRecord {
  return record !== undefined && record !== 'unreadable';
}
