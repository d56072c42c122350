import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentityRecord, Purpose } from './identity-record';
import type { KeyPlace } from '../keys/key-store';
import { storageFailure } from './storage-error';

/** Names of the files in an identity's folder, beside those of its key. */
export const identityFiles = {
  record: 'identity.json',
  certificate: 'certificate.pem.crt',
} as const;

/** One key pair of the device and what became of it. A snapshot: the store hands out a new one per change. */
export interface Identity<Record extends IdentityRecord = IdentityRecord> {
  /** Its folder's name, which sorts by age. */
  readonly name: string;
  readonly directory: string;
  readonly record: Record;
}

export type KeyedIdentity = Identity<Extract<IdentityRecord, { state: 'keyed' }>>;
export type IssuedIdentity = Identity<Extract<IdentityRecord, { state: 'issued' }>>;
export type RegisteredIdentity = Identity<Extract<IdentityRecord, { state: 'registered' | 'proven' }>>;
/** One that may carry a connection. */
export type CertifiedIdentity = IssuedIdentity | RegisteredIdentity;

export function isKeyed(identity: Identity): identity is KeyedIdentity {
  return identity.record.state === 'keyed';
}

export function isIssued(identity: Identity): identity is IssuedIdentity {
  return identity.record.state === 'issued';
}

export function isRegistered(identity: Identity): identity is RegisteredIdentity {
  return identity.record.state === 'registered' || identity.record.state === 'proven';
}

export function isCertified(identity: Identity): identity is CertifiedIdentity {
  return !isKeyed(identity);
}

/** Ids of the certificates that these have. */
export function certificatesOf(identities: readonly Identity[]): readonly string[] {
  return identities.filter(isCertified).map(({ record }) => record.certificateId);
}

/** True for a pending identity that the given exchange would finish. */
export function isPending(identity: Identity, purpose: Purpose): identity is KeyedIdentity | IssuedIdentity {
  return (isKeyed(identity) || isIssued(identity)) && identity.record.purpose === purpose;
}

/** The thing's name; before the registration has answered it, the serial number. */
export function thingNameOf(identity: CertifiedIdentity): string {
  return isRegistered(identity) ? identity.record.thingName : identity.record.serial;
}

export function keyPlaceOf({ directory, record }: Identity): KeyPlace {
  return { directory, reference: record.key };
}

export function readCertificate(identity: CertifiedIdentity): string {
  return read(join(identity.directory, identityFiles.certificate));
}

/** @throws IdentityStorageError */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw storageFailure(`read ${path}`, error);
  }
}
