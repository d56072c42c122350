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
    if (name === bundleFiles.claimPrivateKey) {
      await chmod(path, secret);
    }
  }
  await setSerialNumber(folder, serial);
}

/** Writes the serial number where the bundle has its placeholder. */
export function setSerialNumber(folder: string, serial: string): Promise<void> {
  return changeJson(join(folder, bundleFiles.machineConfig), { serial_num: serial });
}

/** Points a device at a cloud that has moved to another port since its bundle was made. */
export function setEndpoint(folder: string, { host, port }: { host: string; port: number }): Promise<void> {
  return changeJson(join(folder, bundleFiles.config), { endpoint: `${host}:${port}` });
}

async function changeJson(path: string, members: Readonly<Record<string, string>>): Promise<void> {
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, `${JSON.stringify({ ...Object(content), ...members }, null, 2)}\n`);
}
