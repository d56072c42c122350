import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceStack } from '@fleet/resource-stack';
import type { Identity } from '../devices/identity';

/** A device of the test: its serial, and its folder with the unpacked bundle. */
export interface TrialDevice {
  readonly serial: string;
  readonly folder: string;
  /** Every agent that is started on it. */
  readonly resources: ResourceStack;
}

/** What the agent left in the identity folder. */
export interface IdentityFolder {
  /** Every file and folder with its permissions, by its path. */
  readonly entries: Readonly<Record<string, string>>;
  readonly identity: Identity;
}

/** Reads the identity that the folder says is the current one, and everything else that lies there. */
export async function readIdentityFolder({ folder }: Pick<TrialDevice, 'folder'>): Promise<IdentityFolder> {
  const root = join(folder, 'identity');
  const current = (await readFile(join(root, 'current'), 'utf8')).trim();
  const entries: Record<string, string> = {};
  for (const name of ['.', ...(await readdir(root, { recursive: true }))]) {
    const { mode } = await stat(join(root, name));
    entries[name.replace(current, '<current>')] = (mode & 0o777).toString(8);
  }
  const certificate = await readFile(join(root, current, 'certificate.pem.crt'), 'utf8');
  const privateKey = await readFile(join(root, current, 'private.pem.key'), 'utf8');
  return { entries, identity: { certificate, privateKey } };
}

/** One identity, whole, the owner's alone, and nothing beside it: no older key, no half-written file, no socket. */
export const oneIdentityAndNothingElse: IdentityFolder['entries'] = {
  '.': '700',
  current: '600',
  'connects.json': '600',
  '<current>': '700',
  '<current>/certificate.pem.crt': '600',
  '<current>/identity.json': '600',
  '<current>/private.pem.key': '600',
};
