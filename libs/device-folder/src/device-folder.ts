import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { unzipSync } from 'fflate';

const secret = 0o600;
const secretFolder = 0o700;

/** A name in the archive would be written beside the folder, and not in it. */
export class UnsafeBundleError extends Error {
  override readonly name = 'UnsafeBundleError';
  constructor(file: string) {
    super(
      `The device bundle has a file outside of its folder: ${JSON.stringify(file)}. Nothing was unpacked.`,
    );
  }
}

/**
 * Unzips a device bundle, as a device maker's image build would, and gives the device its serial number. Only the owner
 * may read the key of the claim, from the moment when it is there.
 * @throws UnsafeBundleError
 */
export async function unpackDeviceBundle(zip: Uint8Array, folder: string, serial: string): Promise<void> {
  const files = Object.entries(unzipSync(zip));
  const unsafe = files.find(([name]) => leavesFolder(name));
  if (unsafe !== undefined) {
    throw new UnsafeBundleError(unsafe[0]);
  }
  for (const [name, content] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true, mode: secretFolder });
    await writeFile(path, content, name === bundleFiles.claimPrivateKey ? { mode: secret } : {});
  }
  await setSerialNumber(folder, serial);
}

/** Points a device at a cloud that has moved to another port since its bundle was made. */
export function setEndpoint(folder: string, { host, port }: { host: string; port: number }): Promise<void> {
  return changeJson(join(folder, bundleFiles.config), { endpoint: `${host}:${port}` });
}

/** Writes the serial number where the bundle has its placeholder. */
function setSerialNumber(folder: string, serial: string): Promise<void> {
  return changeJson(join(folder, bundleFiles.machineConfig), { serial_num: serial });
}

async function changeJson(path: string, members: Readonly<Record<string, string>>): Promise<void> {
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, `${JSON.stringify({ ...Object(content), ...members }, null, 2)}\n`);
}

function leavesFolder(name: string): boolean {
  const path = normalize(name);
  return path.startsWith('..') || path.startsWith('/');
}
