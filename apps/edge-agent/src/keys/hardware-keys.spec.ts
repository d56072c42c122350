import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegisteredIdentity } from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { provisionDevice } from '../provisioning/provision-device';
import { rotateDevice } from '../rotation/rotate-device';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestHardware } from '../testing/test-hardware';

const never = new AbortController().signal;
const minute = 60_000;

describe('a device whose keys never leave its hardware', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let hardware: TestHardware;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
    device.keys = hardware = new TestHardware();
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  async function provision(changes: Parameters<TestDevice['start']>[0] = {}): Promise<RegisteredIdentity> {
    const { identity, connection } = await provisionDevice(device.start(changes), minute, never);
    await connection.close();
    return identity;
  }

  const files = (): string[] =>
    readdirSync(join(device.folder, 'identity'), { recursive: true, encoding: 'utf8' });

  it('is provisioned by two operations of its key: one signature, one connection', async () => {
    const { record } = await provision();
    expect(record).toMatchObject({ state: 'proven', key: 'pkcs11:token=test;object=key-1' });
    expect(hardware.operations).toEqual(['generate 1', 'sign 1', 'authenticate 1']);
    expect(cloud.confirmations).toHaveLength(1);
  });

  it('has no key on its disk, and a reference to it', async () => {
    const { directory } = await provision();
    expect(readdirSync(directory).sort()).toEqual(['certificate.pem.crt', 'identity.json']);
    const contents = files()
      .filter((name) => /\.(json|crt)$/.test(name))
      .map((name) => readFileSync(join(device.folder, 'identity', name), 'utf8'));
    expect(contents.join('')).toContain('pkcs11:token=test;object=key-1');
    expect(contents.join('')).not.toContain('PRIVATE KEY');
  });

  it('rotates to another key, and then the hardware has that alone', async () => {
    await provision();
    const { record } = await rotateDevice(device.start(), minute, never);
    expect(record).toMatchObject({ purpose: 'rotate', key: 'pkcs11:token=test;object=key-2' });
    expect(hardware.references).toEqual(['pkcs11:token=test;object=key-2']);
  });

  it('uses the key of an interrupted attempt, and forgets one that was not recorded before the kill', async () => {
    await hardware.generate('ec-p256');
    expect(hardware.references).toHaveLength(1);
    cloud.fault = (step) => (step === 'issued' ? 'cut' : undefined);
    await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow();
    expect(hardware.references).toEqual(['pkcs11:token=test;object=key-2']);
    cloud.fault = () => undefined;
    expect((await provision()).record.key).toBe('pkcs11:token=test;object=key-2');
  });

  it('keeps the key of a record that is damaged, as somebody may restore it', async () => {
    const { directory } = await provision();
    const record = readFileSync(join(directory, 'identity.json'), 'utf8');
    writeFileSync(join(directory, 'identity.json'), record.slice(1));
    expect(() => device.start()).toThrow(IdentityStorageError);
    writeFileSync(join(directory, 'identity.json'), record);
    expect((await provision()).record.state).toBe('proven');
  });

  it('keeps its identity while the hardware is away', async () => {
    const identity = await provision();
    hardware.pluggedIn = false;
    await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow('plug in the module');
    hardware.pluggedIn = true;
    expect(await provision()).toEqual(identity);
  });

  it('changes the algorithm of its key with a rotation', async () => {
    await provision();
    await rotateDevice(device.start({ keyOrigin: { from: 'device', algorithm: 'rsa-2048' } }), minute, never);
    const [identity] = device.start().identities.all();
    expect(identity && device.start().identities.keyOf(identity).publicKey.asymmetricKeyType).toBe('rsa');
  });
});
