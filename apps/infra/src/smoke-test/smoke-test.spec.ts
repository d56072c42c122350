import { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';
import { NotProvenError, SerialInUseError, smokeTest, type SmokeTestParts } from './smoke-test';

const device = { serial: 'SMOKE-TEST', model: 'pump' };
const at = new Date('2026-03-01T10:00:00.000Z');
const claim = 'c'.repeat(64);

/** A fleet with the real registry, and a device whose proofs arrive or do not. */
function fleet({ proves = true }: { readonly proves?: boolean } = {}) {
  const registry = inMemoryDeviceRegistry();
  const done: string[] = [];
  let clock = at.getTime();
  const certificates = { provision: 'a'.repeat(64), rotate: 'b'.repeat(64) };
  const issue = async (command: 'provision' | 'rotate'): Promise<unknown> => {
    const known = await registry.find(device.serial);
    await registry.recordClaim({ certificateId: claim, model: 'pump', issuedAt: at.toISOString() });
    const request = { serial: device.serial, certificateId: certificates[command], at };
    return command === 'provision'
      ? registry.recordIssued(known, { ...request, claimCertificateId: claim, model: 'pump' })
      : registry.recordRotationIssued(known, { ...request, issuedOver: certificates.provision });
  };
  const parts: SmokeTestParts = {
    registry,
    removeLeftover: false,
    unpack: async () => Promise.resolve(void done.push('unpacked')),
    agent: async (command) => {
      done.push(command);
      await issue(command);
      const certificateId = certificates[command];
      if (proves) {
        await registry.proveCurrent({ serial: device.serial, certificateId, source: 'confirmation', at });
      }
      return certificateId;
    },
    removeDevice: async () => {
      done.push('removed');
      await registry.forget(device.serial);
    },
    now: () => new Date(clock),
    pause: (millis) => Promise.resolve((clock += millis)),
    say: (line) => void done.push(line),
  };
  return { registry, done, parts, seconds: () => (clock - at.getTime()) / 1000 };
}

describe('the smoke test of a fleet', () => {
  it('provisions a device, rotates its certificate, and leaves nothing', async () => {
    const { registry, done, parts } = fleet();
    await smokeTest(device, parts);
    expect(done).toEqual([
      'unpacked',
      'provision',
      `SMOKE-TEST was provisioned in 0.0 s. Its certificate ${'a'.repeat(64)} is proven.`,
      'rotate',
      `SMOKE-TEST has rotated in 0.0 s. Its certificate ${'b'.repeat(64)} is proven.`,
      'removed',
      'Removed SMOKE-TEST again.',
    ]);
    expect(await registry.find(device.serial)).toBeUndefined();
  });

  it('permits its device alone, for its model alone', async () => {
    const { registry, parts } = fleet();
    const seen: unknown[] = [];
    await smokeTest(device, {
      ...parts,
      agent: async (command) => {
        seen.push(await registry.find(device.serial));
        return parts.agent(command);
      },
    });
    expect(seen).toMatchObject([
      { allowedModel: 'pump', permits: {} },
      { allowedModel: 'pump', permits: { rotate: '2026-03-01T11:00:00.000Z' } },
    ]);
  });

  it('touches no device that is on record already', async () => {
    const { registry, done, parts } = fleet();
    await registry.allow(device.serial);
    await expect(smokeTest(device, parts)).rejects.toBeInstanceOf(SerialInUseError);
    expect(done).toEqual([]);
    expect(await registry.find(device.serial)).toBeDefined();
  });

  it('removes what an interrupted one has left, if it is told to', async () => {
    const { registry, done, parts } = fleet();
    await registry.allow(device.serial);
    await smokeTest(device, { ...parts, removeLeftover: true });
    expect(done.slice(0, 2)).toEqual(['removed', 'unpacked']);
    expect(await registry.find(device.serial)).toBeUndefined();
  });

  it('fails where no proof arrives for a minute, and removes its device', async () => {
    const { registry, done, parts, seconds } = fleet({ proves: false });
    await expect(smokeTest(device, parts)).rejects.toBeInstanceOf(NotProvenError);
    expect(seconds()).toBe(58);
    expect(done.at(-2)).toBe('removed');
    expect(await registry.find(device.serial)).toBeUndefined();
  });

  it.each(['unpack', 'agent'] as const)('removes its device where %s fails', async (part) => {
    const { registry, parts } = fleet();
    const failing = { ...parts, [part]: () => Promise.reject(new Error('no network')) };
    await expect(smokeTest(device, failing)).rejects.toThrow('no network');
    expect(await registry.find(device.serial)).toBeUndefined();
  });
});
