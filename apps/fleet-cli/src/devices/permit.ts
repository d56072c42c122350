import type { PermitKind } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { permitEnd } from '../cli/argument-values';
import { groupsOfThing } from '@fleet/iot-registry';
import type { Output } from '../cli/output';
import { RefusedError } from '../cli/operator-errors';
import type { Fleet } from '../fleet/fleet';
import { shortId } from '../cli/words';
import { findRecord } from '../fleet/reading-fleet';

const allows: Readonly<Record<PermitKind, string>> = {
  reprovision: 'provision anew with its claim',
  rotate: 'rotate before it is due',
};

/**
 * Lets a device do once what the rules refuse, until a moment by the cloud's clock.
 * @throws UsageError for a moment out of range, UnknownDeviceError, RefusedError for a blocked device
 */
export async function permitDevice(
  fleet: Fleet,
  output: Output,
  permit: {
    readonly serial: string;
    readonly kind: PermitKind;
    readonly hours?: string | undefined;
    readonly until?: string | undefined;
    /** The only certificate that the permit is to be for. */
    readonly certificate?: string | undefined;
  },
): Promise<void> {
  const { serial, kind, certificate } = permit;
  const record = await findRecord(fleet, serial);
  const until = permitEnd(permit, fleet.now());
  if (record?.state === 'blocked') {
    throw new RefusedError(
      `${serial} is blocked, so a permit has no effect: unblock it first with devices unblock ${serial}.`,
    );
  }
  await fleet.registry.grantPermit(serial, kind, until, certificate);
  if (kind === 'reprovision') {
    await warnOfOthers(fleet, output, serial);
  }
  const only = certificate === undefined ? '' : `, and get the certificate ${shortId(certificate)} alone`;
  await output.result(`${serial} may ${allows[kind]}${only}, once, until ${until.toISOString()}.`, {
    serial,
    kind,
    until: until.toISOString(),
    ...defined({ certificateId: certificate }),
  });
}

/** A permit counts for more than whose the thing is: two fleets of one account may have devices of one name. */
async function warnOfOthers({ iot, names }: Fleet, { say }: Output, serial: string): Promise<void> {
  if ((await groupsOfThing(iot, serial))?.includes(names.thingGroup) === false) {
    say(
      `The thing ${serial} exists, and it is not in the group ${names.thingGroup}: a device that uses this permit takes ` +
        `that name, and disconnects whoever has it now. If you do not want that: devices revoke-permit ${serial}.`,
    );
  }
}

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
