import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { IoT } from '@aws-sdk/client-iot';
import type { S3 } from '@aws-sdk/client-s3';
import { unpackDeviceBundle } from '@fleet/device-folder';
import type { DeviceRegistry } from '@fleet/device-registry';
import { modelObjectKeys, voucherFile, type FleetNames } from '@fleet/fleet-contract';
import { removeCertificates, removeThing } from '../decommission/device-removal';
import { runAgent } from './bundled-agent';
import { smokeTest, type SmokeTestDevice } from './smoke-test';

/** The fleet has no bundle for the device: it was not deployed, or not wholly. */
export class NoBundleError extends Error {
  override readonly name = 'NoBundleError';
}

export interface SmokeTestFleet {
  readonly names: FleetNames;
  readonly registry: DeviceRegistry;
  readonly clients: { readonly cloudFormation: CloudFormation; readonly iot: IoT; readonly s3: S3 };
  readonly interruption: AbortSignal;
  readonly removeLeftover: boolean;
  /** Path of the device's voucher, where the fleet asks for one. */
  readonly voucher?: string;
  readonly say: (line: string) => void;
}

/** Gives a device a folder of its own for the time of its smoke test. */
export async function smokeTestDevice(device: SmokeTestDevice, fleet: SmokeTestFleet): Promise<void> {
  const { names, registry, clients, interruption, removeLeftover, voucher, say } = fleet;
  const folder = await mkdtemp(join(tmpdir(), 'fleet-smoke-test-'));
  try {
    await smokeTest(device, {
      registry,
      removeLeftover,
      say,
      unpack: async () => {
        await unpackDeviceBundle(await bundleOf(device.model, fleet), folder, device.serial);
        if (voucher !== undefined) {
          await writeFile(join(folder, voucherFile), await readFile(voucher), { mode: 0o600 });
        }
      },
      agent: (command) => runAgent(folder, command, interruption),
      removeDevice: async () => {
        const record = await registry.find(device.serial);
        const onRecord = record?.certificates.map(({ certificateId }) => certificateId) ?? [];
        await removeThing(clients.iot, names, device.serial);
        await removeCertificates(clients.iot, names, onRecord);
        await registry.forget(device.serial);
      },
      now: () => new Date(),
      pause: (millis) =>
        wait(millis, undefined, { signal: interruption }).catch(() => interruption.throwIfAborted()),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws NoBundleError */
async function bundleOf(model: string, { names, clients }: SmokeTestFleet): Promise<Uint8Array> {
  const { Stacks: stacks = [] } = await clients.cloudFormation.describeStacks({ StackName: names.stack });
  const outputs = stacks[0]?.Outputs ?? [];
  const bucket = outputs.find(({ OutputKey: key }) => key === 'BucketName')?.OutputValue;
  if (bucket === undefined) {
    throw new NoBundleError(`The stack ${names.stack} has no output BucketName. Deploy the fleet first.`);
  }
  const { Body: body } = await clients.s3.getObject({
    Bucket: bucket,
    Key: modelObjectKeys(model).clientZip,
  });
  if (body === undefined) {
    throw new NoBundleError(`The bucket ${bucket} has no bundle for the model ${model}.`);
  }
  return body.transformToByteArray();
}
