import { revokePermits as withoutPermits, type PermitKind } from '@fleet/certificate-lifecycle';
import type { Output } from '../output/output';
import type { Fleet } from '../fleet/fleet';
import { findRecord, knownRecord } from '../fleet/reading-fleet';

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

/** Says which permits would be taken, and changes nothing. @throws UnknownDeviceError */
export async function planPermitRevocation(
  fleet: Fleet,
  output: Output,
  serial: string,
  kinds: readonly PermitKind[],
): Promise<void> {
  const { outcome: held } = withoutPermits(await knownRecord(fleet, serial), kinds);
  const words =
    held.length === 0
      ? `${serial} has no permit to revoke.`
      : `Would take from ${serial} its permit to ${held.join(' and ')}.`;
  await output.result(words, { serial, act: 'revoke-permit', dryRun: true });
}
