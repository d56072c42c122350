import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '../agent';
import type { AgentEvent } from '../agent-event';
import { claimRemovalOf, readClaim, type ClaimFiles } from '../device/claim-files';
import { DeviceFolderError } from '../device/device-folder';
import { IdentityStorageError } from '../identity/storage-error';
import { rotateDevice } from '../rotation/rotate-device';
import type { DiskImage } from '../testing/power-cut/disk-image';
import { powerCuts } from '../testing/power-cut/power-cuts';
import { recordStory } from '../testing/power-cut/store-story';
import { PowerCutTrial } from '../testing/power-cut/survival';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { provisionDevice } from './provision-device';

const never = new AbortController().signal;
const minute = 60_000;

describe('a claim that is removed after the proof', () => {
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
    mkdirSync(join(device.folder, 'certs'), { mode: 0o700 });
    putClaim();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await cloud.close();
    device.dispose();
  });

  const claim = (): ClaimFiles => ({
    certificate: join(device.folder, 'certs/claim.pem.crt'),
    privateKey: join(device.folder, 'certs/claim.pem.key'),
  });
  function putClaim(): void {
    writeFileSync(claim().certificate, cloud.claim.certificate, { mode: 0o600 });
    writeFileSync(claim().privateKey, cloud.claim.privateKey, { mode: 0o600 });
  }
  const filesLeft = (): string[] => Object.values<string>({ ...claim() }).filter((path) => existsSync(path));

  function start(): Agent {
    const agent = device.start();
    const claimRemoval = claimRemovalOf(claim());
    const read = () => readClaim(claim(), claimRemoval, () => undefined);
    return { ...agent, device: { ...agent.device, claimRemoval, readClaim: read } };
  }
  async function provision(options = { useClaim: false }, agent = start()): Promise<string> {
    const { identity, connection } = await provisionDevice(agent, minute, never, options);
    await connection.close();
    return identity.record.certificateId;
  }
  const all = (name: AgentEvent['event']): AgentEvent[] =>
    device.events.filter(({ event }) => event === name);

  it('is gone when the device is provisioned, which is told once', async () => {
    await provision();
    expect(filesLeft()).toEqual([]);
    await provision();
    expect(all('claim-removed')).toHaveLength(1);
    expect(all('warning')).toEqual([]);
  });

  it('stays while the confirmation is not acknowledged', async () => {
    cloud.cutOnConfirmation = () => true;
    await expect(provision()).rejects.toThrow();
    expect(filesLeft()).toHaveLength(2);
    cloud.cutOnConfirmation = () => false;
    await provision();
    expect(filesLeft()).toEqual([]);
  });

  it('stays while the disk does not take the record of the proof', async () => {
    const agent = start();
    jest.spyOn(agent.identities, 'recordProven').mockImplementation(() => {
      throw new IdentityStorageError('The disk is full.');
    });
    await provision({ useClaim: false }, agent);
    expect(filesLeft()).toHaveLength(2);
  });

  it('is whole or of no use after a power cut, and there as long as the proof is not on disk', async () => {
    const story = await recordStory(
      { folder: device.folder, identityFolder: 'identity' },
      () => undefined,
      async () => void (await provision()),
    );
    const { recording } = story;
    const faults = new Set<string>();
    for (const { calls, image } of powerCuts(recording)) {
      const [key, certificate] = ['certs/claim.pem.key', 'certs/claim.pem.crt'].map((path) =>
        image.has(path),
      );
      if (key === true && certificate === false) {
        faults.add('a key without its certificate');
      }
      if (key === false && !hasProof(image)) {
        faults.add('neither claim nor proof');
      }
      if (calls === recording.calls.length && (key === true || certificate === true)) {
        faults.add('a claim that was said to be removed');
      }
    }
    expect([...faults]).toEqual([]);
    expect(new PowerCutTrial(story).casualties()).toEqual([]);
  });

  it('is removed to its end at a later start, where that was interrupted', async () => {
    await provision();
    writeFileSync(claim().certificate, cloud.claim.certificate);
    await provision();
    expect(filesLeft()).toEqual([]);
  });

  it('goes together with what a link in its place leads to', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'factory-'));
    const secret = join(elsewhere, 'secret.key');
    renameSync(claim().privateKey, secret);
    symlinkSync(secret, claim().privateKey);
    await provision();
    expect(existsSync(secret)).toBe(false);
    expect(filesLeft()).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  it('stays where it cannot be removed, with one warning for each start', async () => {
    jest.spyOn(fs, 'unlinkSync').mockImplementation(() => {
      throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
    });
    const agent = start();
    await provision({ useClaim: false }, agent);
    await provision({ useClaim: false }, agent);
    expect(all('warning')).toEqual([
      {
        event: 'warning',
        message: expect.stringMatching(/^Cannot remove .*claim\.pem\.key: the file system is read-only/),
      },
    ]);
    expect(all('claim-removed')).toEqual([]);
    expect(filesLeft()).toHaveLength(2);
  });

  it('is missed by no rotation', async () => {
    const first = await provision();
    const { record } = await rotateDevice(start(), minute, never);
    expect(record).toMatchObject({ state: 'proven', purpose: 'rotate' });
    expect(record.certificateId).not.toBe(first);
    expect(all('warning')).toEqual([]);
  });

  it('is not tried where the cloud does not let the device in, which says that it cannot ask', async () => {
    const own = await provision();
    cloud.deactivate(own);
    cloud.connects.length = 0;
    for (let round = 1; round <= 6; round += 1) {
      await expect(provision()).rejects.toThrow();
      device.timing.pass(3 * minute);
    }
    expect(cloud.connects.filter(({ clientId }) => clientId !== 'device-1')).toEqual([]);
    expect(all('warning')).toContainEqual({
      event: 'warning',
      message: expect.stringContaining('it cannot ask for another certificate'),
    });
    await expect(provision({ useClaim: true })).rejects.toThrow(
      /This device has no claim: .*claim\.pem\.key/,
    );
  });

  it('is asked for by a device that has no identity either, at once', async () => {
    await provision();
    rmSync(join(device.folder, 'identity'), { recursive: true });
    const failed = provision();
    await expect(failed).rejects.toBeInstanceOf(DeviceFolderError);
    await expect(failed).rejects.toThrow(
      /no permit brings back a device that has neither.*fleet-cli devices permit/,
    );
    putClaim();
    await provision();
    expect(filesLeft()).toEqual([]);
  });
});

function hasProof(image: DiskImage): boolean {
  return [...image].some(
    ([path, { content }]) => path.endsWith('/identity.json') && /"state": ?"proven"/.test(content),
  );
}
