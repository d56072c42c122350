import { isNativeError } from 'node:util/types';
import type { PermitKind } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { groupsOfThing } from '@fleet/iot-registry';
import { permitEnd, type PermitTerm } from './permit-end';
import type { Output } from '../output/output';
import { RefusedError } from '../operator-errors';
import type { Fleet, FleetWithLogs } from '../fleet/fleet';
import { counted, minuteOf, shortId } from '../output/words';
import { knownRecord } from '../fleet/reading-fleet';

const allows: Readonly<Record<PermitKind, string>> = {
  reprovision: 'provision anew with its claim',
  rotate: 'rotate before it is due',
};

/** A permit as somebody wants it. */
interface WantedPermit extends PermitTerm {
  readonly serial: string;
  readonly kind: PermitKind;
  /** The only certificate that the permit is to be for. */
  readonly certificate?: string | undefined;
}

export type PermittingFleet = Fleet & Pick<FleetWithLogs, 'refusedRequests'>;

/**
 * Lets a device do once what the rules refuse, until a moment by the cloud's clock.
 * @throws UsageError for a moment out of range, UnknownDeviceError, RefusedError for a blocked device
 */
export async function permitDevice(
  fleet: PermittingFleet,
  output: Output,
  permit: WantedPermit,
): Promise<void> {
  const { serial, kind, certificate } = permit;
  const until = await admittedEnd(fleet, permit);
  await fleet.registry.grantPermit(serial, kind, until, certificate);
  if (kind === 'reprovision') {
    await warnOfOthers(fleet, output, serial);
  }
  if (kind === 'reprovision' && certificate === undefined) {
    await nameRefused(fleet, output, serial);
  }
  await output.result(
    `${serial} may ${allows[kind]}${onlyWords(certificate)}, once, until ${until.toISOString()}.`,
    {
      serial,
      kind,
      until: until.toISOString(),
      ...defined({ certificateId: certificate }),
    },
  );
}

/** Says what a permit would allow, and changes nothing. @throws as the permit itself does */
export async function planPermit(fleet: Fleet, output: Output, permit: WantedPermit): Promise<void> {
  const { serial, kind, certificate } = permit;
  const until = minuteOf(await admittedEnd(fleet, permit));
  await output.result(`Would let ${serial} ${allows[kind]}${onlyWords(certificate)}, once, until ${until}.`, {
    serial,
    act: 'permit',
    dryRun: true,
  });
}

/** When a permit ends that may be given. @throws UsageError, UnknownDeviceError, RefusedError */
async function admittedEnd(fleet: Fleet, permit: WantedPermit): Promise<Date> {
  const { serial } = permit;
  const record = await knownRecord(fleet, serial);
  const until = permitEnd(permit, fleet.now());
  if (record.state === 'blocked') {
    throw new RefusedError(`${serial} is blocked, so a permit has no effect: unblock it first.`, {
      next: { step: 'unblock', serial },
    });
  }
  return until;
}

function onlyWords(certificate: string | undefined): string {
  return certificate === undefined ? '' : `, and get the certificate ${shortId(certificate)} alone`;
}

/** For so long AWS IoT holds a certificate for whoever has its token (developer guide, fleet-provision-api). */
const tokenMillis = 3_600_000;

/** As many as an operator compares with what a device shows: whoever has the claim may ask again and again. */
const mostNamed = 10;

/** One of them is the device's, and it may ask with that one again. The permit holds, also where nobody may read the log. */
async function nameRefused(fleet: PermittingFleet, { say, howTo }: Output, serial: string): Promise<void> {
  try {
    const latest = await refusedLately(fleet, serial);
    if (latest.size > 0) {
      say(
        `${counted(latest.size, 'certificate')} refused to ${serial} within the last hour, the newest first. If the claim ` +
          `may have leaked, permit the one that the device shows alone (${howTo({ step: 'name-certificate', serial })}):`,
      );
      [...latest.values()].reverse().slice(0, mostNamed).forEach(say);
    }
  } catch (error) {
    if (!isNativeError(error) || error.name !== 'AccessDeniedException') {
      throw error;
    }
    say(`What was refused to ${serial} within the last hour is not known: ${error.message}`);
  }
}

/** Words on each certificate that was refused, the one that was refused last at the end. */
async function refusedLately(
  { refusedRequests, now }: PermittingFleet,
  serial: string,
): Promise<ReadonlyMap<string, string>> {
  const latest = new Map<string, string>();
  const since = new Date(now().getTime() - tokenMillis);
  for await (const { certificateId, reason, at } of refusedRequests.as(serial, since)) {
    latest.delete(certificateId);
    latest.set(certificateId, `${minuteOf(at)} ${certificateId} (${reason})`);
  }
  return latest;
}

/** A permit counts for more than whose the thing is: two fleets of one account may have devices of one name. */
async function warnOfOthers({ iot, names }: Fleet, { say, howTo }: Output, serial: string): Promise<void> {
  if ((await groupsOfThing(iot, serial))?.includes(names.thingGroup) === false) {
    say(
      `The thing ${serial} exists, and it is not in the group ${names.thingGroup}: a device that uses this permit takes ` +
        `that name, and disconnects whoever has it now. If you do not want that: ${howTo({ step: 'revoke-permits', serial })}.`,
    );
  }
}
