import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFiles } from '../keys/files/key-files';
import { isRegistered, type RegisteredIdentity } from './identity';
import { IdentityStore } from './identity-store';
import { IdentityStorageError } from './storage-error';

const certificateId = 'a'.repeat(64);

describe('the identity store', () => {
  let directory: string;
  let warnings: string[];
  let names = 0;

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'identities-')), 'identity');
    warnings = [];
  });

  afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

  const open = (): IdentityStore =>
    IdentityStore.open(directory, {
      now: () => new Date('2026-11-24T12:00:00Z'),
      nonce: () => String((names += 1)).padStart(8, '0'),
      warn: (message) => warnings.push(message),
      keys: keyFiles,
    });

  function registered(
    store: IdentityStore,
    purpose: 'provision' | 'rotate' = 'provision',
  ): RegisteredIdentity {
    const keyed = store.create({ purpose, serial: 'device-1', key: keyFiles.take?.('key') });
    const issued = store.recordIssued(keyed, {
      certificateId,
      certificatePem: 'certificate',
      certificateOwnershipToken: 'token',
    });
    return store.recordRegistered(issued, 'device-1');
  }

  it('finds after a restart what it held before', () => {
    const store = open();
    const identity = store.recordProven(registered(store));
    store.makeCurrent(identity);
    const again = open();
    expect(again.all()).toEqual([identity]);
    expect(again.current()).toEqual(identity);
  });

  it('keeps everything to the owner, whatever the umask', () => {
    const before = process.umask(0);
    try {
      const store = open();
      store.makeCurrent(registered(store));
    } finally {
      process.umask(before);
    }
    const open600 = readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .map((name) => ({ name, mode: statSync(join(directory, name)).mode }))
      .filter(({ mode }) => (mode & 0o077) !== 0);
    expect(open600).toEqual([]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('takes other users rights away and says so', () => {
    const identity = registered(open());
    const key = join(identity.directory, 'private.pem.key');
    chmodSync(key, 0o644);
    open();
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining(key)]);
  });

  it('drops the ownership token once it is spent', () => {
    const identity = registered(open());
    expect(JSON.stringify(identity.record)).not.toContain('token');
    expect(open().all().every(isRegistered)).toBe(true);
  });

  it('sweeps out what a crash left unfinished', () => {
    const store = open();
    const identity = registered(store);
    mkdirSync(join(directory, 'next.unfinished'));
    writeFileSync(join(directory, 'next.unfinished', 'private.pem.key'), 'key');
    writeFileSync(join(directory, 'current.unfinished'), 'half');
    writeFileSync(join(identity.directory, 'identity.json.unfinished'), '{"sta');
    expect(open().all()).toEqual([identity]);
    expect(readdirSync(directory)).toEqual([identity.name]);
    expect(existsSync(join(identity.directory, 'identity.json.unfinished'))).toBe(false);
  });

  it('finishes a removal that was interrupted after the key had gone', () => {
    const identity = registered(open());
    rmSync(join(identity.directory, 'private.pem.key'));
    expect(open().all()).toEqual([]);
    expect(existsSync(identity.directory)).toBe(false);
  });

  it('never gives up a key because its record is damaged', () => {
    const identity = registered(open());
    writeFileSync(join(identity.directory, 'identity.json'), '\0\0\0\0');
    expect(open).toThrow(IdentityStorageError);
    expect(open).toThrow(/damaged/);
    expect(readFileSync(join(identity.directory, 'private.pem.key'), 'utf8')).toBe('key');
  });

  it.each([
    ['a record that is empty', ''],
    ['a record of somebody else', '{"version":7}'],
  ])('passes over %s beside an identity that is well, warns, and deletes nothing', (_what, record) => {
    const identity = registered(open());
    const damaged = join(directory, '20200101T000000Z-x');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'identity.json'), record);
    warnings.length = 0;
    expect(open().all()).toEqual([identity]);
    expect(warnings).toContainEqual(expect.stringMatching(/20200101T000000Z-x.identity\.json is damaged/));
    expect(readdirSync(damaged)).toEqual(['identity.json']);
  });

  it('leaves a folder alone that it has not made', () => {
    const identity = registered(open());
    mkdirSync(join(directory, 'backup'));
    writeFileSync(join(directory, 'backup', 'notes.txt'), 'mine');
    expect(open().all()).toEqual([identity]);
    expect(readdirSync(join(directory, 'backup'))).toEqual(['notes.txt']);
  });

  it('stops at a damaged record where nothing else has a certificate', () => {
    const identity = registered(open());
    writeFileSync(join(identity.directory, 'identity.json'), '');
    const pending = join(directory, '29990101T000000Z-x');
    mkdirSync(pending);
    const createdAt = '2026-11-24T12:00:00.000Z';
    writeFileSync(
      join(pending, 'identity.json'),
      JSON.stringify({ version: 1, state: 'keyed', purpose: 'provision', serial: 'device-1', createdAt }),
    );
    expect(open).toThrow(/damaged/);
  });

  it('says what is wrong with a folder that it may not write', () => {
    writeFileSync(directory, 'a file in the place of the folder');
    expect(open).toThrow(IdentityStorageError);
  });

  it('removes an identity with its key', () => {
    const store = open();
    const identity = registered(store);
    store.remove(identity);
    expect(store.all()).toEqual([]);
    expect(existsSync(identity.directory)).toBe(false);
  });
});
