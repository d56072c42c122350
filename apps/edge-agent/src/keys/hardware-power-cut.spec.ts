import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCertified } from '../identity/identity';
import { IdentityStore } from '../identity/identity-store';
import { provisionDevice } from '../provisioning/provision-device';
import { rotateDevice } from '../rotation/rotate-device';
import { layOut, type DiskImage } from '../testing/power-cut/disk-image';
import { DiskRecorder } from '../testing/power-cut/disk-recorder';
import { powerCuts } from '../testing/power-cut/power-cuts';
import { deviceWithHardware } from '../testing/device-with-hardware';
import type { TestHardware } from '../testing/test-hardware';
import { keysInHardware } from './files/keys-in-hardware';

const never = new AbortController().signal;
const minute = 60_000;

describe('a device with keys in hardware, whose power is cut at any moment', () => {
  const given = deviceWithHardware();

  /** What is wrong after a power cut at any moment of the act, with the hardware as it was before or after the next call. */
  async function faults(act: () => Promise<void>): Promise<readonly string[]> {
    const { device, hardware } = given();
    const held = [hardware.copy()];
    const recorder = new DiskRecorder(device.folder, () => held.push(hardware.copy()));
    await act();
    const recording = recorder.stop();
    held.push(hardware.copy());
    const found = new Map<string, string | undefined>();
    for (const { calls, image } of powerCuts(recording)) {
      for (const then of held.slice(calls, calls + 2)) {
        const moment = JSON.stringify([then.references, ...image]);
        if (!found.has(moment)) {
          found.set(moment, faultAfter(image, then.copy()));
        }
      }
    }
    return [...new Set([...found.values()].filter((fault) => fault !== undefined))];
  }

  function faultAfter(image: DiskImage, then: TestHardware): string | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'after-power-cut-'));
    try {
      layOut(image, folder);
      const keys = keysInHardware(then);
      const surroundings = { now: () => new Date(), nonce: () => '00000000', warn: () => undefined, keys };
      const identities = IdentityStore.open(join(folder, 'identity'), surroundings).all();
      const lost = identities.find(
        (identity) => isCertified(identity) && !then.has(String(identity.record.key)),
      );
      const used = identities.map(({ record }) => record.key);
      const unused = then.references.find((reference) => !used.includes(reference));
      return lost?.name ?? unused;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('has the key of every certificate and no other, through its provisioning and a rotation', async () => {
    const { device } = given();
    const provision = async (): Promise<void> => {
      const { connection } = await provisionDevice(device.start(), minute, never);
      await connection.close();
    };
    expect(await faults(provision)).toEqual([]);
    const rotate = async (): Promise<void> => void (await rotateDevice(device.start(), minute, never));
    expect(await faults(rotate)).toEqual([]);
  });
});
