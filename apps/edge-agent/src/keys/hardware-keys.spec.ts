import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringUp } from '../provisioning/bring-up';
import { provisionDevice } from '../provisioning/provision-device';
import { rotateDevice } from '../rotation/rotate-device';
import { deviceWithHardware } from '../testing/device-with-hardware';
import { keyFiles } from './files/key-files';
import { keysInHardware } from './files/keys-in-hardware';

const never = new AbortController().signal;
const minute = 60_000;

describe('a device whose keys never leave its hardware', () => {
  const given = deviceWithHardware();

  const files = (): string[] =>
    readdirSync(join(given().device.folder, 'identity'), { recursive: true, encoding: 'utf8' });

  it('is provisioned by two operations of its key: one signature, one connection', async () => {
    const { cloud, hardware, provision } = given();
    const { record } = await provision();
    expect(record).toMatchObject({ state: 'proven', key: 'pkcs11:token=test;object=key-1' });
    expect(hardware.operations).toEqual(['generate 1', 'sign 1', 'authenticate 1']);
    expect(cloud.confirmations).toHaveLength(1);
  });

  it('has no key on its disk, and a reference to it', async () => {
    const { device, provision } = given();
    const { directory } = await provision();
    expect(readdirSync(directory).sort()).toEqual(['certificate.pem.crt', 'identity.json']);
    const contents = files()
      .filter((name) => /\.(json|crt)$/.test(name))
      .map((name) => readFileSync(join(device.folder, 'identity', name), 'utf8'));
    expect(contents.join('')).toContain('pkcs11:token=test;object=key-1');
    expect(contents.join('')).not.toContain('PRIVATE KEY');
  });

  it('rotates to another key, and then the hardware has that alone', async () => {
    const { device, hardware, provision } = given();
    await provision();
    const { record } = await rotateDevice(device.start(), minute, never);
    expect(record).toMatchObject({ purpose: 'rotate', key: 'pkcs11:token=test;object=key-2' });
    expect(hardware.references).toEqual(['pkcs11:token=test;object=key-2']);
  });

  it('uses the key of an interrupted attempt, and forgets one that was not recorded before the kill', async () => {
    const { cloud, device, hardware, provision } = given();
    await device.start().identities.generateKey('ec-p256');
    expect(hardware.references).toEqual(['pkcs11:token=test;object=key-1']);
    device.start();
    expect(hardware.references).toEqual([]);
    cloud.fault = (step) => (step === 'issued' ? 'cut' : undefined);
    await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow();
    expect(hardware.references).toEqual(['pkcs11:token=test;object=key-2']);
    cloud.fault = () => undefined;
    expect((await provision()).record.key).toBe('pkcs11:token=test;object=key-2');
  });

  it('deletes no key that it has not made for this folder: another may be in the place of the one that is not mounted', async () => {
    const { device, hardware, provision } = given();
    await hardware.generate('ec-p256', 'pkcs11:token=test;object=of-somebody-else');
    const identity = await provision();
    const folder = join(device.folder, 'identity');
    renameSync(folder, join(device.folder, 'not-mounted'));
    device.start();
    expect(hardware.references).toEqual(['pkcs11:token=test;object=of-somebody-else', identity.record.key]);
  });

  it('goes on with a key file that it had before, until it rotates', async () => {
    const { device, hardware, provision } = given();
    device.keys = keyFiles;
    const { directory, record } = await provision();
    device.keys = keysInHardware(hardware);
    expect((await provision()).record).toEqual(record);
    expect(readdirSync(directory)).toContain('private.pem.key');
    await rotateDevice(device.start(), minute, never);
    expect(files().filter((name) => name.endsWith('.key'))).toEqual([]);
    expect(hardware.references).toHaveLength(1);
  });

  it('is left alone by an agent that works with key files: that says where its key is', async () => {
    const { device, hardware, provision } = given();
    const identity = await provision();
    device.keys = keyFiles;
    await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow(
      `The key ${String(identity.record.key)} is in hardware`,
    );
    device.keys = keysInHardware(hardware);
    expect(await provision()).toEqual(identity);
  });

  it('has records of another version than those that agents without hardware know, which remove nothing of that', async () => {
    const { provision } = given();
    const { directory } = await provision();
    const record: unknown = JSON.parse(readFileSync(join(directory, 'identity.json'), 'utf8'));
    expect(record).toMatchObject({ version: 2, state: 'proven' });
  });

  it('keeps the key of a record that is damaged, as somebody may restore it', async () => {
    const { cloud, device, hardware, provision } = given();
    await provision();
    cloud.fault = (step) => (step === 'issued' ? 'cut' : undefined);
    await expect(rotateDevice(device.start(), 0, never)).rejects.toThrow();
    cloud.fault = () => undefined;
    const both = [...hardware.references];
    expect(both).toHaveLength(2);
    const pending = device.start().identities.all().at(-1);
    const path = join(String(pending?.directory), 'identity.json');
    const record = readFileSync(path, 'utf8');
    // As a power cut leaves it: the key is noted until the next start after its record was written.
    writeFileSync(
      join(device.folder, 'identity', 'keys.json'),
      JSON.stringify({ version: 1, unclaimed: [pending?.record.key] }),
    );
    writeFileSync(path, record.slice(1));
    device.start();
    expect(hardware.references).toEqual(both);
    writeFileSync(path, record);
    device.start();
    expect(hardware.references).toEqual(both);
    expect((await rotateDevice(device.start(), minute, never)).record.key).toBe(pending?.record.key);
  });

  it('ends an attempt when its key is there, so that the next one uses that', async () => {
    const { device, hardware } = given();
    let proceed = (): void => undefined;
    const gate = new Promise<void>((resolve) => (proceed = resolve));
    device.keys = {
      ...keysInHardware(hardware),
      generate: async (algorithm, reference) => {
        await gate;
        await hardware.generate(algorithm, String(reference));
        return { reference, files: [] };
      },
    };
    const agent = device.start();
    let reads = 0;
    const readVoucher = (): undefined => {
      reads += 1;
      if (reads > 1) {
        setImmediate(proceed);
        throw new Error('the voucher has gone');
      }
    };
    const unlucky = { ...agent, device: { ...agent.device, readVoucher } };
    await expect(bringUp(unlucky, { useClaim: false }, never)).rejects.toThrow('the voucher has gone');
    expect(agent.identities.all()).toHaveLength(1);
  });

  it('refuses a reference with a PIN in it, which records and warnings would show', () => {
    const { hardware } = given();
    hardware.newReference = () => 'pkcs11:token=test;object=key?pin%2Dvalue=1234';
    const keys = keysInHardware(hardware);
    expect(() => keys.newReference()).toThrow(/pin-value/);
    expect(() => keys.newReference()).not.toThrow(/1234/);
  });

  it('changes the algorithm of its key with a rotation', async () => {
    const { device, provision } = given();
    await provision();
    await rotateDevice(device.start({ keyOrigin: { from: 'device', algorithm: 'rsa-2048' } }), minute, never);
    const [identity] = device.start().identities.all();
    expect(identity && device.start().identities.keyOf(identity).publicKey.asymmetricKeyType).toBe('rsa');
  });
});
