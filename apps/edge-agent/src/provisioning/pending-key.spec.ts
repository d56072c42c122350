import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, KeyOrigin } from '../agent';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { keyedIdentity } from './obtain-identity';

describe('a key that an interrupted attempt has left', () => {
  const p256: KeyOrigin = { from: 'device', algorithm: 'ec-p256' };
  const p384: KeyOrigin = { from: 'device', algorithm: 'ec-p384' };
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  const attempt = (keyOrigin: KeyOrigin) => keyedIdentity(device.start({ keyOrigin }), 'provision');
  const names = (agent: Agent) => agent.identities.all().map(({ name }) => name);

  it('is used by the next one', async () => {
    const left = await attempt(p256);
    expect(await attempt(p256)).toEqual(left);
  });

  it('makes way for one of another algorithm, when the device is to have that now', async () => {
    await attempt(p256);
    const next = await attempt(p384);
    expect(device.start().identities.keyOf(next).publicKey.asymmetricKeyDetails).toEqual({
      namedCurve: 'secp384r1',
    });
    expect(names(device.start())).toEqual([next.name]);
  });

  it.each([
    ['the cloud makes it', p256, { from: 'cloud' }],
    ['the device makes it', { from: 'cloud' }, p256],
  ] as const)('makes way when now %s', async (_what, before, now) => {
    const left = await attempt(before);
    const next = await attempt(now);
    expect(next.name).not.toBe(left.name);
    expect(names(device.start())).toEqual([next.name]);
  });

  it('makes way when it is damaged, as nobody has a certificate for it', async () => {
    const left = await attempt(p256);
    writeFileSync(join(left.directory, 'private.pem.key'), 'no key');
    const next = await attempt(p256);
    expect(device.start().identities.keyOf(next).publicKey.asymmetricKeyType).toBe('ec');
    expect(names(device.start())).toEqual([next.name]);
  });
});
