import { certificateBelongsTo } from '@fleet/certificate-request';
import { certificateIdOf } from './certificate-id';
import type { ClaimAuthority, FoundCertificate } from './claim-authority';
import type { StoredClaim, StoredKey } from './claim-certificate-store';

/** Why a claim is left as it is: it is in devices, or was. */
export type OutOfForce =
  /** Its certificate is INACTIVE. */
  | 'paused'
  | 'revoked'
  /** The bucket does not have its key, so that its bundle cannot be built. Devices that have it can provision. */
  | 'keyless'
  /** AWS IoT does not have its certificate any more. */
  | 'gone';

/** What is to be done for a claim. */
export type ClaimState =
  /** Nobody has it yet: a certificate is to be issued to the key, or to a new one. */
  | { readonly kind: 'unissued'; readonly key: StoredKey | undefined; readonly others: readonly string[] }
  /** It has its certificate, which is in force, or is to be brought into force for the first time. */
  | {
      readonly kind: 'issued';
      readonly key: StoredKey;
      readonly certificate: FoundCertificate;
      readonly others: readonly string[];
    }
  | { readonly kind: 'untouched'; readonly why: OutOfForce; readonly certificateId: string | undefined };

/**
 * Compares what the bucket has of a claim with AWS IoT. Its record is written when it is in force for the first time:
 * without one, an INACTIVE certificate is what an interrupted attempt has left, and with one, somebody has paused it.
 */
export async function examineClaim(
  stored: StoredClaim,
  authority: Pick<ClaimAuthority, 'find'>,
): Promise<ClaimState> {
  const { key, record } = stored;
  const written = writtenIds(stored);
  if (written.length === 0) {
    return record === undefined
      ? { kind: 'unissued', key, others: [] }
      : { kind: 'untouched', why: 'keyless', certificateId: undefined };
  }
  const answers = await Promise.all(written.map((certificateId) => authority.find(certificateId)));
  const found = answers.flatMap((each) => each ?? []);
  const own = found.filter(
    ({ certificatePem }) => key !== undefined && certificateBelongsTo(key.pem, certificatePem),
  );
  const certificate =
    own.find(({ status }) => status === 'ACTIVE') ?? own.find(({ status }) => status === 'INACTIVE');
  if (
    key !== undefined &&
    certificate !== undefined &&
    (certificate.status === 'ACTIVE' || record === undefined)
  ) {
    const others = written.filter((id) => id !== certificate.certificateId);
    return { kind: 'issued', key, certificate, others };
  }
  // Two calls at a time have stored the key of one and the certificate of the other, and neither has ended.
  if (own.length === 0 && found.length > 0 && key !== undefined && record === undefined) {
    return { kind: 'unissued', key, others: written };
  }
  return untouched(own.length > 0 ? own : found, written);
}

/** Ids of all certificates that the bucket names for a claim; the one on record first. */
export function writtenIds({ certificate, record }: StoredClaim): readonly string[] {
  const ids = new Set<string>();
  if (record !== undefined && record !== 'unreadable') {
    ids.add(record.certificateId);
  }
  if (certificate !== undefined) {
    ids.add(certificateIdOf(certificate));
  }
  if (record !== undefined && record !== 'unreadable') {
    (record.others ?? []).forEach((id) => ids.add(id));
  }
  return [...ids];
}

function untouched(found: readonly FoundCertificate[], [written]: readonly string[]): ClaimState {
  const [first] = found;
  if (first === undefined) {
    return { kind: 'untouched', why: 'gone', certificateId: written };
  }
  const inForce = found.find(({ status }) => status === 'ACTIVE');
  const paused = found.find(({ status }) => status !== 'REVOKED');
  const why = inForce !== undefined ? 'keyless' : paused !== undefined ? 'paused' : 'revoked';
  return { kind: 'untouched', why, certificateId: (inForce ?? paused ?? first).certificateId };
}
