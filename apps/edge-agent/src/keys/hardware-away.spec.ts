import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OwnKeyError } from '../connection/connection-errors';
import { Warnings } from '../connection/warnings';
import { readCertificate } from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { bringUp } from '../provisioning/bring-up';
import { keyedIdentity } from '../provisioning/obtain-identity';
import { provisionDevice } from '../provisioning/provision-device';
import { rotateIdentity } from '../rotation/rotate-identity';
import { deviceWithHardware } from '../testing/device-with-hardware';

const never = new AbortController().signal;
const minute = 60_000;

describe('a device whose hardware is away, or fails', () => {
  const given = deviceWithHardware();

  afterEach(() => jest.restoreAllMocks());

  it('keeps its identity', async () => {
    const { device, hardware, provision } = given();
    const identity = await provision();
    hardware.pluggedIn = false;
    await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow('plug in the module');
    hardware.pluggedIn = true;
    expect(await provision()).toEqual(identity);
  });

  it('asks for nothing, and names one key at most, however often it tries', async () => {
    const { cloud, device, hardware, provision } = given();
    hardware.pluggedIn = false;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow('plug in the module');
    }
    const noted = readFileSync(join(device.folder, 'identity', 'keys.json'), 'utf8');
    expect(JSON.parse(noted)).toMatchObject({ unclaimed: ['pkcs11:token=test;object=key-1'] });
    expect(cloud.provisioning.requests).toEqual([]);
    hardware.pluggedIn = true;
    const { record } = await provision();
    expect(hardware.references).toEqual([record.key]);
  });

  it('keeps a key whose certificate is still to be asked for', async () => {
    const { device, hardware } = given();
    const left = await keyedIdentity(device.start(), 'provision');
    hardware.pluggedIn = false;
    await expect(keyedIdentity(device.start(), 'provision')).rejects.toThrow('plug in the module');
    hardware.pluggedIn = true;
    expect(await keyedIdentity(device.start(), 'provision')).toEqual(left);
  });

  it('forgets the replaced key later, and goes on with its proven successor', async () => {
    const { device, hardware, provision } = given();
    const before = await provision();
    const agent = device.start();
    const { connection, identity } = await bringUp(agent, { useClaim: false }, never);
    const forget = jest.spyOn(hardware, 'forget').mockImplementation((reference) => {
      throw new IdentityStorageError(`The key ${reference} is not there: plug in the module.`);
    });
    const next = await rotateIdentity(
      agent,
      { connection, identity, warnings: new Warnings(connection) },
      never,
    );
    await next.connection.close();
    expect(next.identity.record.state).toBe('proven');
    expect(device.events).toContainEqual({
      event: 'warning',
      message: expect.stringMatching(/not used any more may stay for now: .*plug in/),
    });
    expect(hardware.references).toEqual([before.record.key, next.identity.record.key]);
    forget.mockRestore();
    device.start();
    expect(hardware.references).toEqual([next.identity.record.key]);
  });

  it('asks for no other certificate because its key does not sign: nobody has refused it', async () => {
    const { cloud, device, hardware, provision } = given();
    const identity = await provision();
    jest.spyOn(hardware, 'open').mockImplementation(() => ({
      publicKey: new X509Certificate(readCertificate(identity)).publicKey,
      signRequest: () => Promise.reject(new Error('the module has failed')),
      secureContext: () => {
        throw new Error('the module has failed');
      },
    }));
    cloud.provisioning.requests.length = 0;
    for (let round = 1; round <= 7; round += 1) {
      device.timing.pass(5 * minute);
      await expect(bringUp(device.start(), { useClaim: false }, never)).rejects.toThrow(OwnKeyError);
    }
    expect(cloud.provisioning.requests).toEqual([]);
    jest.restoreAllMocks();
    expect(await provision()).toEqual(identity);
  });
});
