import {
  isMadeByFleet,
  issueOverClaim,
  mayReprovision,
  type DeviceRecord,
  type ProvisionRequest,
} from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import type { DeviceParameter, SerialRules } from '@fleet/fleet-contract';
import type { IotRegistry } from '../iot/iot-registry';
import type { HookEvent } from '../hook/hook-event';
import { requestedSerial } from '../hook/requested-serial';
import type { HookConflict, HookDecision } from '../hook/serve-hook';
import { admissionRefusal, type Admission, type AdmissionRefusal } from './admission';
import { deviceValues, keptValues, type DeviceValues, type ParametersRead } from './device-parameters';
import type { OwnHook } from './own-hook';
import { isUnfinishedRegistration } from './unfinished-registration';

export interface ProvisionHook {
  readonly registry: Pick<DeviceRegistry, 'find' | 'findClaim' | 'recordIssued'>;
  readonly iot: Pick<IotRegistry, 'groupsOf' | 'thing' | 'principalsOf'>;
  /** The group that both templates put every thing of this fleet into. */
  readonly thingGroup: string;
  readonly serialRules: SerialRules;
  readonly admission: Admission;
  /** What devices may say of themselves. */
  readonly parameters?: Readonly<Record<string, DeviceParameter>>;
  /** Asked last, about a device that everything here would let in. */
  readonly ownHook?: OwnHook;
}

export type ProvisionRefusal =
  /** The certificate on the connection is no claim of this fleet. */
  | 'unknown-claim'
  /** It is one that was revoked: AWS IoT takes minutes to end its connections. */
  | 'revoked-claim'
  /** What the fleet asks of everyone who comes: to be on record, or to show a voucher. */
  | AdmissionRefusal
  | Extract<ParametersRead, { readonly outcome: 'refused' }>['reason']
  /** The fleet's own hook says no. */
  | 'own-hook'
  /** The thing exists and this fleet has not made it. */
  | 'foreign-thing'
  /** Another device asked for the same serial in the same moment, and was first. */
  | 'lost-race';

/**
 * Whether a device that shows a claim certificate may have a certificate of its own: one round of reads, one
 * conditional write. The model is the claim's, never the device's word. Of two that are first to ask for a serial, the
 * loser is not decided on again: it is refused.
 */
export async function decideProvision(
  hook: ProvisionHook,
  event: HookEvent,
  at: Date,
): Promise<HookDecision | HookConflict> {
  const requested = requestedSerial(event.parameters, hook.serialRules);
  if (requested.outcome === 'refused') {
    return requested;
  }
  const { serial } = requested;
  const [claim, known, groups] = await Promise.all([
    hook.registry.findClaim(event.claimCertificateId),
    hook.registry.find(serial),
    hook.iot.groupsOf(serial),
  ]);
  if (claim === undefined) {
    return { outcome: 'refused', reason: 'unknown-claim', serial };
  }
  if (claim.revokedAt !== undefined) {
    return { outcome: 'refused', reason: 'revoked-claim', serial, model: claim.model };
  }
  const { model } = claim;
  const newcomer = { serial, model, isOnRecord: known !== undefined };
  const refusal =
    (await admissionRefusal(hook.admission, event, newcomer)) ??
    (await refusalOf(hook, { known, groups, serial, certificateId: event.certificateId }, at));
  if (refusal !== undefined) {
    return { outcome: 'refused', reason: refusal, serial, model };
  }
  const { certificateId, claimCertificateId } = event;
  const request = { serial, certificateId, claimCertificateId, model, at };
  const said = deviceValues(hook.parameters ?? {}, event.parameters);
  if (said.outcome === 'refused') {
    return { ...said, serial, model };
  }
  const agreed = { known, request, values: said.values };
  return (await ownRefusal(hook, agreed)) ?? issue(hook, agreed);
}

/** A request that the fleet's rules agree to, as far as what is read says. */
interface AgreedRequest {
  readonly known: DeviceRecord | undefined;
  readonly request: ProvisionRequest;
  readonly values: DeviceValues;
}

/** The fleet's own hook is asked before anything is written: who is refused leaves nothing behind. */
async function ownRefusal(
  { ownHook }: ProvisionHook,
  { known, request, values }: AgreedRequest,
): Promise<HookDecision | undefined> {
  if (ownHook === undefined) {
    return undefined;
  }
  const { serial, model, certificateId, claimCertificateId } = request;
  const { outcome } = issueOverClaim(known, request);
  if (outcome.outcome === 'refused') {
    return { ...outcome, serial, model };
  }
  const isLetIn = await ownHook({ serial, model, parameters: values, certificateId, claimCertificateId });
  return isLetIn ? undefined : { outcome: 'refused', reason: 'own-hook', serial, model };
}

async function issue(
  { registry, parameters = {} }: ProvisionHook,
  { known, request, values }: AgreedRequest,
): Promise<HookDecision | HookConflict> {
  const { serial, model } = request;
  const issued = await registry.recordIssued(known, request);
  if (issued.outcome === 'conflict') {
    return known === undefined
      ? { outcome: 'refused', reason: 'lost-race', serial, model }
      : { outcome: 'conflict', serial, model };
  }
  if (issued.outcome === 'refused') {
    return { ...issued, serial, model };
  }
  return { outcome: 'allowed', serial, model: issued.model, ...keptOf(parameters, values) };
}

/** Nothing where the fleet's template keeps nothing that devices say. */
function keptOf(
  parameters: Readonly<Record<string, DeviceParameter>>,
  values: DeviceValues,
): { readonly kept?: DeviceValues } {
  const kept = keptValues(parameters, values);
  return Object.keys(kept).length === 0 ? {} : { kept };
}

async function refusalOf(
  hook: ProvisionHook,
  device: {
    readonly serial: string;
    readonly known: DeviceRecord | undefined;
    readonly groups: readonly string[] | undefined;
    readonly certificateId: string;
  },
  at: Date,
): Promise<ProvisionRefusal | undefined> {
  const { serial, known, groups, certificateId } = device;
  if (groups === undefined || mayReprovision(known, certificateId, at)) {
    return undefined;
  }
  // The record alone says that a device was let have a certificate, not that it then registered: a claim could have
  // itself put on record for a thing that others will make, by using one ownership token twice at a time.
  if (known === undefined || !isMadeByFleet(known)) {
    return 'foreign-thing';
  }
  if (groups.includes(hook.thingGroup)) {
    return undefined;
  }
  const [thing, principals] = await Promise.all([hook.iot.thing(serial), hook.iot.principalsOf(serial)]);
  return thing === undefined || isUnfinishedRegistration(known, { ...thing, principals })
    ? undefined
    : 'foreign-thing';
}
