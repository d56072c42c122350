import { parseCertDate } from '@fleet/cert-dates';
import type { DeviceActRequest } from '@fleet/fleet-console-api';
import {
  ageDevice,
  blockDevice,
  findRemovable,
  permitDevice,
  planAge,
  planBlock,
  planPermit,
  planPermitRevocation,
  planRemoval,
  planUnblock,
  removeDevice,
  revokePermits,
  unblockDevice,
  type FleetWithLogs,
  type Output,
} from '@fleet/fleet-operations';

/** Does with a device what was asked for, or says what would be done. */
export async function performAct(
  fleet: FleetWithLogs,
  output: Output,
  serial: string,
  request: DeviceActRequest,
): Promise<void> {
  const { dryRun } = request;
  switch (request.act) {
    case 'block': {
      const { reason, untilAway } = request;
      return dryRun
        ? planBlock(fleet, output, serial)
        : blockDevice(fleet, output, { serial, reason, untilAway });
    }
    case 'unblock':
      return (dryRun ? planUnblock : unblockDevice)(fleet, output, serial);
    case 'permit': {
      const { kind, hours, certificate } = request;
      return (dryRun ? planPermit : permitDevice)(fleet, output, { serial, kind, hours, certificate });
    }
    case 'revoke-permit':
      return (dryRun ? planPermitRevocation : revokePermits)(fleet, output, serial, request.kinds);
    case 'age':
      return (dryRun ? planAge : ageDevice)(fleet, output, serial, parseCertDate(request.issued));
    case 'remove': {
      const found = await findRemovable(fleet, serial);
      return dryRun ? planRemoval(output, found) : removeDevice(fleet, output, found);
    }
  }
}
