import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyOrigin } from '../agent';
import { keyedIdentity } from '../provisioning/obtain-identity';
import { provisionDevice } from '../provisioning/provision-device';
import { rotateDevice } from '../rotation/rotate-device';
import { recordStory, type StoreStory } from '../testing/power-cut/store-story';
import { PowerCutTrial } from '../testing/power-cut/survival';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { unfinishedSuffix } from './durable-files';
import { lockFolder } from './folder-lock';
import { identityFiles } from './identity';
import { currentPointer, identityFolders } from './identity-reader';

const never = new AbortController().signal;
const minute = 60_000;

/** What an older agent and power cuts of every kind may have left. */
function litter(directory: string): void {
  const write = (path: string, content: string): void =>
    writeFileSync(join(directory, path), content, { mode: 0o600 });
  const [identity = ''] = identityFolders(directory);
  cpSync(join(directory, identity), join(directory, 'older'), { recursive: true });
  rmSync(join(directory, 'older', 'private.pem.key'));
  mkdirSync(join(directory, `begun${unfinishedSuffix}`), { mode: 0o700 });
  write(`begun${unfinishedSuffix}/private.pem.key`, 'a private key');
  write(`begun${unfinishedSuffix}/${identityFiles.record}`, '{"ver');
  write(`${currentPointer}${unfinishedSuffix}`, 'half a na');
  write(`${identity}/${identityFiles.record}${unfinishedSuffix}`, '');
  write('agent-00000000.socket', '');
}

describe('a device whose power is cut at any moment, with everything lost that was not synced', () => {
  const p256: KeyOrigin = { from: 'device', algorithm: 'ec-p256' };
  const p384: KeyOrigin = { from: 'device', algorithm: 'ec-p384' };
  const ofCloud: KeyOrigin = { from: 'cloud' };
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    cloud.provisioning.retires = true;
    device = new TestDevice(cloud);
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  const story = (act: () => Promise<void>): Promise<StoreStory> =>
    recordStory(
      { folder: device.folder, identityFolder: 'identity' },
      () => cloud.provisioning.currentOf('device-1'),
      act,
    );

  async function provision(keyOrigin: KeyOrigin): Promise<void> {
    const { connection } = await provisionDevice(device.start({ keyOrigin }), minute, never);
    await connection.close();
  }

  const rotate = async (keyOrigin: KeyOrigin): Promise<void> => {
    await rotateDevice(device.start({ keyOrigin }), minute, never);
  };

  it.each([
    ['made by itself', p256],
    ['made by the cloud', ofCloud],
  ] as const)('has its first identity as far as it came, with a key %s', async (_whose, keyOrigin) => {
    const trial = new PowerCutTrial(await story(() => provision(keyOrigin)));
    expect(trial.casualties()).toEqual([]);
  });

  it('syncs no more than that takes', async () => {
    const { recording } = await story(() => provision(p256));
    const syncs = recording.calls.filter(({ changes }) => changes.some(({ kind }) => kind === 'synced'));
    const places = syncs.map(({ title }) => title.split(' ')[1]?.replace(/^\d+T\w+-0+1/, 'its folder'));
    expect(places).toEqual([
      undefined,
      ...['private.pem.key', 'identity.json', 'its folder.unfinished', 'identity'],
      ...['certificate.pem.crt.unfinished', 'identity.json.unfinished', 'its folder', 'its folder'],
      ...['identity.json.unfinished', 'its folder'],
      ...['connects.json.unfinished', 'identity'],
      ...['current.unfinished', 'identity'],
      ...['identity.json.unfinished', 'its folder'],
    ]);
  });

  it('has the old identity or the new one during a rotation, and the one that the cloud knows it by', async () => {
    await provision(p256);
    const trial = new PowerCutTrial(await story(() => rotate(p256)));
    expect(trial.casualties()).toEqual([]);
    // That one makes the disk show whether it is full.
    expect(trial.needlessSyncs()).toEqual(['fsyncSync probe.unfinished']);
  });

  it('has the key that an interrupted attempt left, or none, when that makes way for another algorithm', async () => {
    await provision(p256);
    await keyedIdentity(device.start({ keyOrigin: p256 }), 'rotate');
    const trial = new PowerCutTrial(await story(() => rotate(p384)));
    expect(trial.casualties()).toEqual([]);
  });

  it('has the same identity however often it is cut off while it sweeps out what earlier ones left', async () => {
    await provision(p256);
    await keyedIdentity(device.start({ keyOrigin: p256 }), 'rotate');
    litter(join(device.folder, 'identity'));
    const trial = new PowerCutTrial(
      await story(async () => {
        const lock = await lockFolder(join(device.folder, 'identity'), () => 'abcdef01');
        device.start();
        await lock.release();
      }),
    );
    expect(trial.casualties()).toEqual([]);
  });
});
