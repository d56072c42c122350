import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { strToU8, zipSync } from 'fflate';
import { setEndpoint, unpackDeviceBundle } from './device-folder';

describe('the folder of a device', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'device-folder-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const bundle = (files: Readonly<Record<string, string>>) =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const client = bundle({
    [bundleFiles.agent]: '// agent',
    [bundleFiles.config]: '{"endpoint":"a.example:8883","keys":"device"}',
    [bundleFiles.machineConfig]: '{"serial_num":"SET-SERIAL-NUMBER"}',
    [bundleFiles.claimPrivateKey]: 'key',
  });
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, name), 'utf8'));

  it('has the files of the bundle, and the serial number of the device', async () => {
    await unpackDeviceBundle(client, folder, 'PUMP-1');
    expect(await readFile(join(folder, bundleFiles.agent), 'utf8')).toBe('// agent');
    expect(await json(bundleFiles.machineConfig)).toEqual({ serial_num: 'PUMP-1' });
  });

  it('shows the key of the claim to its owner alone', async () => {
    await unpackDeviceBundle(client, folder, 'PUMP-1');
    const { mode } = await stat(join(folder, bundleFiles.claimPrivateKey));
    expect((mode & 0o777).toString(8)).toBe('600');
  });

  it('can be pointed at another endpoint, and keeps the rest of its configuration', async () => {
    await unpackDeviceBundle(client, folder, 'PUMP-1');
    await setEndpoint(folder, { host: 'b.example', port: 443 });
    expect(await json(bundleFiles.config)).toEqual({ endpoint: 'b.example:443', keys: 'device' });
  });

  it.each(['../outside.txt', '/tmp/outside.txt', 'certs/../../outside.txt'])(
    'is never left by a file of the bundle: %s',
    async (name) => {
      await expect(unpackDeviceBundle(bundle({ [name]: 'x' }), folder, 'PUMP-1')).rejects.toThrow(
        `The device bundle has a file outside of its folder: ${JSON.stringify(name)}. Nothing was unpacked.`,
      );
    },
  );
});
