import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { unzipSync } from 'fflate';

const secret = 0o600;
const secretFolder = 0o700;

/** Unzips a device bundle, as a device maker's image build would, and gives the device its serial number. */
export async function unpackDeviceBundle(zip: Uint8Array, folder: string, serial: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true, mode: secretFolder });
    await writeFile(path, content);
    if (name === bundleFiles.claimPrivateKey) await chmod(path, secret);
  }
  await setSerialNumber(folder, serial);
}

/** Writes the serial number where the bundle has its placeholder. */
export async function setSerialNumber(folder: string, serial: string): Promise<void> {
  const path = join(folder, bundleFiles.machineConfig);
  const machine: unknown = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, `${JSON.stringify({ ...Object(machine), serial_num: serial }, null, 2)}\n`);
}
