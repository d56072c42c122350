import type { IoTClient } from '@aws-sdk/client-iot';
import {
  adoptedDevice,
  type AdoptedDevice,
  type DeviceRecord,
  type IssuedCertificate,
} from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import { thingAttributes, type FleetNames } from '@fleet/fleet-contract';
import {
  attachedPolicies,
  attachPolicy,
  certificatesOfThing,
  deleteRetired,
  detachPolicy,
  findCertificate,
  findThing,
  mergeAttributes,
  principalsOfThing,
  removeFromGroup,
} from '@fleet/iot-registry';

/** What a release works with. */
export interface ReleasingFleet {
  readonly iot: IoTClient;
  readonly registry: Pick<DeviceRegistry, 'find' | 'beginRelease' | 'forget'>;
  readonly names: Pick<FleetNames, 'productionPolicy' | 'thingGroup'>;
  readonly now: () => Date;
}

export interface Release {
  readonly serial: string;
  /** The production policy of the older stack, where the record does not have it, or another is to take its place. */
  readonly policy?: string;
}

export type ReleaseOutcome =
  | {
      readonly outcome: 'released';
      /** Certificates that stay with the thing. */
      readonly kept: readonly string[];
      /** Of its certificates those that were replaced here, and are deleted. */
      readonly deleted: readonly string[];
    }
  | { readonly outcome: 'not-adopted' }
  /** A certificate of this fleet would be left without any policy, and nobody says which one it is to get. */
  | { readonly outcome: 'policy-unknown' };

/**
 * Gives an adopted device back: each certificate that its thing has stays with it, active or not as it is, and with a
 * policy of the older stack in place of this fleet's; the thing gets back what it had before, and leaves the group. Its
 * record refuses it then, and goes last. Whatever fails, the thing keeps certificates that have a policy, and the same call takes it up.
 * Needs `iot:ListAttachedPolicies`, `AttachPolicy`, `DetachPolicy`, `UpdateThing`, `RemoveThingFromThingGroup`, and what
 * `deleteRetired` needs.
 */
export async function releaseDevice(
  fleet: ReleasingFleet,
  { serial, policy }: Release,
): Promise<ReleaseOutcome> {
  const { iot, registry, names, now } = fleet;
  const record = await registry.find(serial);
  const adopted = adoptedDevice(record);
  if (record === undefined || adopted === undefined) {
    return { outcome: 'not-adopted' };
  }
  const older = policy ?? adopted.note?.policy ?? (await policyOfAdopted(fleet, adopted));
  const isHandedOver = await handOver(fleet, serial, older);
  if (!isHandedOver) {
    return { outcome: 'policy-unknown' };
  }
  const thing = await findThing(iot, serial);
  if (thing !== undefined) {
    await mergeAttributes(iot, serial, attributesBefore(adopted));
    await removeFromGroup(iot, names.thingGroup, serial);
  }
  const attached = await certificatesOfThing(iot, serial);
  const replaced = replacedCertificates(record, attached);
  for (const certificateId of replaced) {
    const attachments = { thingName: serial, policyName: names.productionPolicy };
    await deleteRetired(iot, certificateId, attachments);
  }
  await registry.beginRelease(serial, now());
  // The hooks refuse it from now on. What they had let through a moment before is attached by now.
  if (!(await handOver(fleet, serial, older))) {
    return { outcome: 'policy-unknown' };
  }
  await registry.forget(serial);
  return { outcome: 'released', kept: attached.filter((id) => !replaced.includes(id)), deleted: replaced };
}

/**
 * Takes this fleet's policy from the certificates of a thing, each of which gets the older stack's before, unless it has
 * another policy beside ours.
 * @returns false where one would be left without a policy; nothing was changed then
 */
async function handOver(
  { iot, names }: ReleasingFleet,
  thingName: string,
  older: string | undefined,
): Promise<boolean> {
  const ours: { readonly target: string; readonly isOnly: boolean }[] = [];
  for (const target of await principalsOfThing(iot, thingName)) {
    const policies = await attachedPolicies(iot, target);
    if (policies.includes(names.productionPolicy)) {
      ours.push({ target, isOnly: policies.length === 1 });
    }
  }
  if (older === undefined && ours.some(({ isOnly }) => isOnly)) {
    return false;
  }
  for (const { target, isOnly } of ours) {
    if (isOnly && older !== undefined) {
      await attachPolicy(iot, older, target);
    }
    await detachPolicy(iot, names.productionPolicy, target);
  }
  return true;
}

/** The older stack's policy, while its certificate is there to tell: retired, it has lost ours alone. */
async function policyOfAdopted(
  { iot, names }: ReleasingFleet,
  { certificateId }: AdoptedDevice,
): Promise<string | undefined> {
  const found = certificateId === undefined ? undefined : await findCertificate(iot, certificateId);
  if (found?.certificateArn === undefined) {
    return undefined;
  }
  const policies = await attachedPolicies(iot, found.certificateArn);
  const [policy, ...others] = policies.filter((name) => name !== names.productionPolicy);
  return others.length === 0 ? policy : undefined;
}

/**
 * What the thing had before; an empty value removes an attribute. The date stays where the device has rotated: it is that
 * of the certificate that it keeps.
 */
function attributesBefore({ note, hasRotated }: AdoptedDevice): Readonly<Record<string, string>> {
  if (note === undefined) {
    return {};
  }
  const { certIssuance, modelType, rotationNotified } = thingAttributes;
  const names = [modelType, rotationNotified, ...(hasRotated ? [] : [certIssuance])];
  const removed = Object.fromEntries(names.map((name) => [name, '']));
  const shown = Object.entries(note.attributes).filter(([name]) => names.some((each) => each === name));
  return { ...removed, ...Object.fromEntries(shown) };
}

/**
 * What was replaced here, or never came as far as to be attached. One that a sweep took for lost stays attached: it may
 * be all that the device has.
 */
function replacedCertificates(
  { current, certificates }: DeviceRecord,
  attached: readonly string[],
): readonly string[] {
  const isReplaced = ({ certificateId, service, lostAt }: IssuedCertificate): boolean =>
    service !== 'deleted' &&
    certificateId !== current &&
    ((service === 'retired' && lostAt === undefined) || !attached.includes(certificateId));
  return certificates.filter(isReplaced).map(({ certificateId }) => certificateId);
}
