import type { PermitKind } from '@fleet/certificate-lifecycle';
import type { Output } from '../output/output';
import type { Fleet } from '../fleet/fleet';
import { findRecord } from '../fleet/reading-fleet';

/**
 * Takes permits back before they end or are used.
 * @throws UnknownDeviceError
 */
export async function revokePermits(
  fleet: Fleet,
  output: Output,
  serial: string,
  kinds: readonly PermitKind[],
): Promise<void> {
  await findRecord(fleet, serial);
  const revoked = await fleet.registry.revokePermits(serial, kinds);
  const words =
    revoked.length === 0 ? 'had no permit to revoke' : `no longer has a permit to ${revoked.join(' and ')}`;
  await output.result(`${serial} ${words}.`, { serial, revoked });
}
