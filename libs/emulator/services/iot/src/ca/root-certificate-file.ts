import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the root certificate where clients can read it, whole or not at all. It is public, but the folder is its
 * owner's: what else lies there is not.
 * @returns the file's path
 */
export function writeRootCertificate(dataDirectory: string, certificatePem: string): string {
  const directory = join(dataDirectory, 'iot');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'root-ca.pem');
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, certificatePem, { mode: 0o600 });
  renameSync(unfinished, path);
  return path;
}
