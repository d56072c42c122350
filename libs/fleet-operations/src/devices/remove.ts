import { setTimeout } from 'node:timers/promises';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import {
  attachedPolicies,
  certificatesOfThing,
  deleteDetached,
  deleteThing,
  detachFromThing,
  findCertificate,
  groupsOfThing,
  setCertificateStatus,
  thingsOfPrincipal,
  type ElapsingTime,
} from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';
import { RefusedError } from '../operator-errors';
import type { Output } from '../output/output';
import { counted, shortId } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { findRecord } from '../fleet/reading-fleet';
import { mayBeActivatedYet } from './block';
import { endNow } from './keep-away';

/** What there is of a device. */
export interface FoundDevice {
  readonly serial: string;
  readonly record: DeviceRecord | undefined;
  readonly hasThing: boolean;
  readonly attached: readonly string[];
}

/** @throws RefusedError for what is not there, or is not this fleet's */
export async function findRemovable(fleet: Fleet, serial: string): Promise<FoundDevice> {
  const record = await findRecord(fleet, serial);
  const groups = await groupsOfThing(fleet.iot, serial);
  if (record === undefined && groups === undefined) {
    throw new RefusedError(
      `${serial} is neither on record in ${fleet.names.devicesTable} nor a thing in ${fleet.place}: nothing is left of it.`,
    );
  }
  if (groups?.includes(fleet.names.thingGroup) === false) {
    throw new RefusedError(
      `The thing ${serial} is not in the group ${fleet.names.thingGroup}, so it may be another stack's; nothing was changed.`,
      { next: { step: 'show', serial } },
    );
  }
  const attached = await certificatesOfThing(fleet.iot, serial);
  await refuseOthers(fleet, serial, { record, attached });
  return { serial, record, hasThing: groups !== undefined, attached };
}

/** Two fleets of one account may share a thing: what the other has on it is not scrapped. */
async function refuseOthers(
  { iot, names }: Fleet,
  serial: string,
  { record, attached }: Pick<FoundDevice, 'record' | 'attached'>,
): Promise<void> {
  const onRecord = record?.certificates.map(({ certificateId }) => certificateId) ?? [];
  for (const certificateId of attached.filter((id) => !onRecord.includes(id))) {
    const principal = (await findCertificate(iot, certificateId))?.certificateArn;
    const policies = principal === undefined ? [] : await attachedPolicies(iot, principal);
    if (policies.length > 0 && !policies.includes(names.productionPolicy)) {
      throw new RefusedError(
        `The thing ${serial} has the certificate ${shortId(certificateId)} of another fleet or stack, with the policy ` +
          `${policies.join(', ')}; nothing was changed. Detach it first, if it is scrapped as well.`,
      );
    }
  }
}

/** Says what would be removed, and changes nothing. */
export function planRemoval(output: Output, found: FoundDevice): Promise<void> {
  const { serial, record, hasThing } = found;
  const plan = { serial, thing: hasThing, certificates: [...idsOf(found)], state: record?.state ?? null };
  return output.result(`Would remove ${removalWords(found)}.`, { ...plan, dryRun: true });
}

/** What there is to remove of a device, for the question before it. */
export function removalWords(found: FoundDevice): string {
  const { serial, record, hasThing } = found;
  const parts = [
    ...(hasThing ? ['its thing'] : []),
    counted(idsOf(found).size, 'certificate'),
    ...(record === undefined ? [] : [`its record (${record.state})`]),
  ];
  const begun = record?.removal === undefined ? '' : ', whose removal has begun before';
  return `${serial}${begun}: ${parts.join(', ')}`;
}

function idsOf({ record, attached }: FoundDevice): ReadonlySet<string> {
  return new Set([...attached, ...(record === undefined ? [] : certificatesOf(record))]);
}

export interface RemoveOptions {
  /** Injected by tests. */
  readonly time?: ElapsingTime;
}

const ownTime: ElapsingTime = { nowMillis: () => performance.now(), wait: (millis) => setTimeout(millis) };

/** Removes all that there is of a device. Safe to repeat, and to be repeated after a failure. */
export async function removeDevice(
  fleet: Fleet,
  output: Output,
  { serial, attached }: FoundDevice,
  { time = ownTime }: RemoveOptions = {},
): Promise<void> {
  const begin = (certificateIds: readonly string[]) =>
    fleet.registry.beginRemoval(serial, { certificateIds, at: fleet.now() });
  let record = await begin(attached);
  await deactivate(fleet, record);
  // A hook that had read the record before it was blocked may have let one more certificate through.
  const lookAgain = async (): Promise<void> => {
    record = await begin(await certificatesOfThing(fleet.iot, serial));
    await deactivate(fleet, record);
  };
  const isYoung = mayBeActivatedYet(record, fleet.now());
  await endNow(fleet, output, { serial, time, ...defined({ lookAgain: isYoung ? lookAgain : undefined }) });
  const outcomes = new Map<string, CertificateEnd>();
  for (const certificateId of certificatesOf(record)) {
    outcomes.set(certificateId, await removeCertificate(fleet, serial, certificateId, time.wait));
  }
  await deleteThing(fleet.iot, serial, time.wait);
  await fleet.registry.forget(serial);
  const which = (end: CertificateEnd) => [...outcomes].filter(([, each]) => each === end).map(([id]) => id);
  const [deleted, kept] = [which('deleted'), which('kept')];
  const left =
    kept.length === 0
      ? ''
      : ` ${counted(kept.length, 'certificate')} that serve other things were only detached: ${kept.map(shortId).join(', ')}.`;
  await output.result(`${serial} is removed, with ${counted(deleted.length, 'certificate')}.${left}`, {
    serial,
    outcome: 'removed',
    deleted,
    kept,
  });
}

/** Those that AWS IoT may have: on record, or attached when the removal began. */
function certificatesOf({ certificates, removal }: DeviceRecord): ReadonlySet<string> {
  const onRecord = certificates.filter(({ service }) => service !== 'deleted');
  return new Set([...onRecord.map(({ certificateId }) => certificateId), ...(removal?.certificateIds ?? [])]);
}

/** Not those that serve another thing as well: it is not scrapped. */
async function deactivate({ iot }: Fleet, record: DeviceRecord): Promise<void> {
  for (const certificateId of certificatesOf(record)) {
    const principal = (await findCertificate(iot, certificateId))?.certificateArn;
    if (principal !== undefined && (await otherThings(iot, principal, record.serial)).length === 0) {
      await setCertificateStatus(iot, certificateId, 'INACTIVE');
    }
  }
}

async function otherThings(iot: Fleet['iot'], principal: string, serial: string): Promise<readonly string[]> {
  return (await thingsOfPrincipal(iot, principal)).filter((thing) => thing !== serial);
}

/** `kept`: another thing has it as well. `gone`: AWS IoT did not have it any more. */
type CertificateEnd = 'deleted' | 'kept' | 'gone';

async function removeCertificate(
  { iot }: Fleet,
  serial: string,
  certificateId: string,
  pause: (millis: number) => Promise<unknown>,
): Promise<CertificateEnd> {
  const principal = (await findCertificate(iot, certificateId))?.certificateArn;
  if (principal === undefined) {
    return 'gone';
  }
  const others = await otherThings(iot, principal, serial);
  await detachFromThing(iot, serial, principal);
  if (others.length > 0) {
    return 'kept';
  }
  await deleteDetached(iot, certificateId, pause);
  return 'deleted';
}
