import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { UnknownDeviceError } from '@fleet/device-registry';
import { NotDeployedError } from '../operator-errors';
import type { Fleet } from './fleet';

/**
 * The record of a device. Every command that changes something begins with it: it shows that the fleet is there,
 * and brings the cloud's time.
 * @throws NotDeployedError when this fleet is not deployed
 */
export function findRecord(fleet: Fleet, serial: string): Promise<DeviceRecord | undefined> {
  return ifDeployed(fleet, fleet.registry.find(serial));
}

/** @throws NotDeployedError, UnknownDeviceError for a serial that is on no record */
export async function knownRecord(fleet: Fleet, serial: string): Promise<DeviceRecord> {
  const record = await findRecord(fleet, serial);
  if (record === undefined) {
    throw new UnknownDeviceError(serial);
  }
  return record;
}

/** @throws NotDeployedError when there is no devices table */
export async function ifDeployed<Answer>(fleet: Fleet, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
    const { devicesTable, resourceTag } = fleet.names;
    throw new NotDeployedError(
      `The table ${devicesTable} does not exist in ${fleet.place}: deploy the fleet ${resourceTag} first (infra:deploy), ` +
        'or give the right tag with --tag or FLEET_CONFIG.',
      { cause: error },
    );
  }
}
