import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { IoT, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { alertsTopic, bundleFiles, thingAttributes } from '@fleet/fleet-contract';
import type { ManagedProcess } from '@fleet/local-fleet';
import { unpackDeviceBundle } from '@fleet/device-folder';
import { downloadDeviceBundle, sdkSettings, startAgent, type LocalCloudProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod/mini';
import { deleteDevice } from './old-state';

const eventSchema = z.looseObject({ event: z.string() });
const messageSchema = z.object({ event: z.literal('message'), topic: z.string(), payload: z.string() });

/** What a device's identity looks like from the cloud. */
export interface Registration {
  certificateId: string;
  issued: string;
  model: string;
}

/** The device was provisioned, and the registry has no certificate, date or model of it. */
export class DeviceNotRegisteredError extends Error {
  override readonly name = 'DeviceNotRegisteredError';
  constructor(serial: string) {
    super(
      `AWS IoT's registry does not have ${serial} as a device of this fleet: certificate, date and model.`,
    );
  }
}

/**
 * Puts the bundle on the "device", unless an earlier demo did. A device that this cloud does not have any more, since
 * its fleet was decommissioned or its cloud wiped, holds certificates that nobody knows: it is set up anew.
 * @throws ForeignFolderError when the folder holds something else
 */
export async function prepareDevice(
  cloud: LocalCloudProcess,
  fleet: { resourceTag: string; model: string },
  device: { folder: string; serial: string },
): Promise<'kept' | 'unpacked'> {
  const isKnown = (await thingOf(cloud, device.serial)) !== undefined;
  if (isKnown && (await isThere(join(device.folder, bundleFiles.agent)))) {
    return 'kept';
  }
  const zip = await downloadDeviceBundle(cloud.endpoints, fleet);
  await deleteDevice(device.folder);
  await unpackDeviceBundle(zip, device.folder, device.serial);
  return 'unpacked';
}

/** Runs the agent's `provision` to its end, telling what it says. */
export async function provision(
  folder: string,
  note: (line: string) => void,
  resources: ResourceStack,
): Promise<void> {
  const agent = startAgent(folder, ['provision'], {
    resources,
    onLine: (line, stream) => stream === 'stderr' && note(line),
  });
  await agent.succeed();
}

/** Starts the agent for good; it is connected and listening when this returns. */
export async function startRunning(folder: string, resources: ResourceStack): Promise<ManagedProcess> {
  const agent = startAgent(folder, ['run'], { resources });
  await agent.line((line) => (eventOf(line) === 'listening' ? line : undefined));
  return agent;
}

/** Sends a message from the cloud to the device. @returns the payload as the device has printed it */
export async function talk(cloud: LocalCloudProcess, agent: ManagedProcess, serial: string): Promise<string> {
  const data = new IoTDataPlane(sdkSettings(cloud.endpoints));
  try {
    const topic = alertsTopic(serial);
    await data.publish({ topic, qos: 1, payload: new TextEncoder().encode('{"msg":"hello"}') });
    return await agent.line((line) => {
      const message = z.safeParse(messageSchema, parseJson(line));
      return message.success && message.data.topic === topic ? message.data.payload : undefined;
    });
  } finally {
    data.destroy();
  }
}

/**
 * What the registry has on the device.
 * @throws DeviceNotRegisteredError
 */
export async function lookUp(cloud: LocalCloudProcess, serial: string): Promise<Registration> {
  const iot = new IoT(sdkSettings(cloud.endpoints));
  try {
    const [{ attributes }, { principals }] = await Promise.all([
      iot.describeThing({ thingName: serial }),
      iot.listThingPrincipals({ thingName: serial }),
    ]);
    const certificateArn = principals?.[0];
    const issued = attributes?.[thingAttributes.certIssuance];
    const model = attributes?.[thingAttributes.modelType];
    if (certificateArn === undefined || issued === undefined || model === undefined) {
      throw new DeviceNotRegisteredError(serial);
    }
    return { certificateId: certificateArn.slice(certificateArn.lastIndexOf('/') + 1), issued, model };
  } finally {
    iot.destroy();
  }
}

/** The thing of a device, if there is one. */
async function thingOf(cloud: LocalCloudProcess, serial: string): Promise<string | undefined> {
  const iot = new IoT(sdkSettings(cloud.endpoints));
  try {
    return (await iot.describeThing({ thingName: serial })).thingName;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  } finally {
    iot.destroy();
  }
}

function eventOf(line: string): string | undefined {
  const event = z.safeParse(eventSchema, parseJson(line));
  return event.success ? event.data.event : undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
