import { parseCertDate } from '@fleet/cert-dates';
import type { DeviceActRequest } from '@fleet/fleet-console-api';
import {
  ageDevice,
  blockDevice,
  findRemovable,
  permitDevice,
  planBlock,
  planRemoval,
  removeDevice,
  revokePermits,
  unblockDevice,
  type FleetWithLogs,
  type Output,
} from '@fleet/fleet-operations';
import { planAct } from './act-plan';

/** Does with a device what was asked for, or says what would be done. */
export async function performAct(
  fleet: FleetWithLogs,
  output: Output,
  serial: string,
  request: DeviceActRequest,
): Promise<void> {
  if (request.act === 'remove') {
    const found = await findRemovable(fleet, serial);
    await (request.dryRun ? planRemoval(output, found) : removeDevice(fleet, output, found));
    return;
  }
  if (request.dryRun) {
    await (request.act === 'block'
      ? planBlock(fleet, output, serial)
      : planAct(fleet, output, serial, request));
    return;
  }
  switch (request.act) {
    case 'block':
      return blockDevice(fleet, output, { serial, reason: request.reason, untilAway: request.untilAway });
    case 'unblock':
      return unblockDevice(fleet, output, serial);
    case 'permit': {
      const { kind, hours, certificate } = request;
      return permitDevice(fleet, output, { serial, kind, hours, certificate });
    }
    case 'revoke-permit':
      return revokePermits(fleet, output, serial, request.kinds);
    case 'age':
      return ageDevice(fleet, output, serial, parseCertDate(request.issued));
  }
}
