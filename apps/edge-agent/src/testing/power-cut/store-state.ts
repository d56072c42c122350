import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unfinishedSuffix } from '../../identity/durable-files';
import { identityFiles, isKeyed, type Identity } from '../../identity/identity';
import type { IdentityRecord } from '../../identity/identity-record';
import { readCurrentName, readIdentities } from '../../identity/identity-reader';

const keyFile = 'private.pem.key';

export interface IdentityState {
  readonly record: IdentityRecord;
  readonly privateKey: string | undefined;
  /** Only where the record says that there is one. */
  readonly certificate: string | undefined;
}

/** What a device's identity folder says, to the last byte that matters. */
export interface StoreState {
  readonly identities: Readonly<Record<string, IdentityState>>;
  readonly current: string | undefined;
}

/** Changes nothing. Leaves out what the store would sweep out: a certificate that has lost its key. */
export function readStoreState(directory: string): StoreState {
  const identities = readIdentities(directory, refuseDamage).filter(
    (identity) => isKeyed(identity) || existsSync(join(identity.directory, keyFile)),
  );
  const named = readCurrentName(directory);
  return {
    identities: Object.fromEntries(identities.map((identity) => [identity.name, stateOf(identity)])),
    current: identities.some(({ name }) => name === named) ? named : undefined,
  };
}

/** No power cut damages a record. */
function refuseDamage(message: string): never {
  throw new Error(message);
}

function stateOf({ directory, record }: Identity): IdentityState {
  return {
    record,
    privateKey: contentOf(join(directory, keyFile)),
    certificate: record.state === 'keyed' ? undefined : contentOf(join(directory, identityFiles.certificate)),
  };
}

function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
}

/**
 * Whether they are the same to a device. Where the cloud makes the key, that comes with a certificate: a key that was
 * stored, without the certificate being recorded, is one that the device neither has asked for nor will use.
 */
export function areSame(found: StoreState, expected: StoreState): boolean {
  const names = Object.keys(found.identities);
  return (
    found.current === expected.current &&
    names.length === Object.keys(expected.identities).length &&
    names.every((name) => isSame(found.identities[name], expected.identities[name]))
  );
}

function isSame(found: IdentityState | undefined, expected: IdentityState | undefined): boolean {
  if (found === undefined || expected === undefined) {
    return false;
  }
  const waitsForCloudKey = expected.record.state === 'keyed' && expected.privateKey === undefined;
  return (
    JSON.stringify(found.record) === JSON.stringify(expected.record) &&
    found.certificate === expected.certificate &&
    (waitsForCloudKey || found.privateKey === expected.privateKey)
  );
}

/** Folders and files in an identity folder that belong to none of its identities: keys that nobody will ever remove. */
export function leftovers(directory: string, state: StoreState): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => {
    const slash = name.indexOf('/');
    const isUnfinished = name.endsWith(unfinishedSuffix);
    return isUnfinished || (slash > 0 && state.identities[name.slice(0, slash)] === undefined);
  });
}
