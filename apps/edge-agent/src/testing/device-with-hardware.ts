import assert from 'node:assert/strict';
import type { RegisteredIdentity } from '../identity/identity';
import { keysInHardware } from '../keys/files/keys-in-hardware';
import { provisionDevice } from '../provisioning/provision-device';
import { TestCloud } from './test-cloud';
import { TestDevice } from './test-device';
import { TestHardware } from './test-hardware';

/** A device whose keys are in hardware, and the cloud that it comes to. */
export interface DeviceWithHardware {
  readonly cloud: TestCloud;
  readonly device: TestDevice;
  readonly hardware: TestHardware;
  /** Has it get a certificate, or use the one that it has. */
  readonly provision: (changes?: Parameters<TestDevice['start']>[0]) => Promise<RegisteredIdentity>;
}

const minute = 60_000;

/** They are new before each test of a file, and end after it. */
export function deviceWithHardware(): () => DeviceWithHardware {
  let started: DeviceWithHardware | undefined;

  beforeEach(async () => {
    const cloud = await TestCloud.start();
    const device = new TestDevice(cloud);
    const hardware = new TestHardware();
    device.keys = keysInHardware(hardware);
    started = { cloud, device, hardware, provision: (changes) => provision(device, changes) };
  });

  afterEach(async () => {
    await started?.cloud.close();
    started?.device.dispose();
    started = undefined;
  });

  return () => {
    assert(started !== undefined, 'A device is there while a test runs');
    return started;
  };
}

async function provision(
  device: TestDevice,
  changes: Parameters<TestDevice['start']>[0] = {},
): Promise<RegisteredIdentity> {
  const { identity, connection } = await provisionDevice(
    device.start(changes),
    minute,
    new AbortController().signal,
  );
  await connection.close();
  return identity;
}
