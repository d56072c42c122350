import { isDue, readIssuance, formatCertDate, type RotationSchedule } from '@fleet/cert-dates';
import { hasPermit, hidesDate, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import { thingAttributes, type SerialRules } from '@fleet/fleet-contract';
import type { HookEvent } from '../hook/hook-event';
import { requestedSerial } from '../hook/requested-serial';
import type { HookConflict, HookDecision } from '../hook/serve-hook';
import type { RegisteredThing } from '@fleet/iot-registry';
import type { IotRegistry } from '../iot/iot-registry';

export interface RotationHook {
  readonly registry: Pick<DeviceRegistry, 'find' | 'recordRotationIssued'>;
  readonly iot: Pick<IotRegistry, 'thing' | 'isActiveCertificateOf'>;
  readonly serialRules: SerialRules;
  readonly schedule: RotationSchedule;
}

/**
 * Whether a device may have a fresh certificate for the one it is connected with. Only for itself: the thing is
 * the client id, which the production policy ties to the certificate, and the certificate must be attached to it.
 * `not-its-own-thing`: it asks for another serial than its client id. `foreign-certificate`: the certificate on the
 * connection is not an active certificate of that thing.
 */
export async function decideRotation(
  hook: RotationHook,
  event: HookEvent,
  at: Date,
): Promise<HookDecision | HookConflict> {
  const requested = requestedSerial(event.parameters, hook.serialRules);
  if (requested.outcome === 'refused') {
    return requested;
  }
  const { serial } = requested;
  if (serial !== event.clientId) {
    return { outcome: 'refused', reason: 'not-its-own-thing', serial };
  }
  const [known, thing, isItsOwn] = await Promise.all([
    hook.registry.find(serial),
    hook.iot.thing(serial),
    hook.iot.isActiveCertificateOf(serial, event.claimCertificateId),
  ]);
  if (thing === undefined || !isItsOwn) {
    return { outcome: 'refused', reason: 'foreign-certificate', serial };
  }
  const over = event.claimCertificateId;
  if (!mayRotateNow(hook, { known, thing, serial, over, at })) {
    return { outcome: 'refused', reason: 'not-due', serial };
  }
  const issued = await hook.registry.recordRotationIssued(known, {
    serial,
    certificateId: event.certificateId,
    issuedOver: event.claimCertificateId,
    at,
  });
  if (issued.outcome === 'conflict') {
    return { outcome: 'conflict', serial };
  }
  if (issued.outcome === 'refused') {
    return { ...issued, serial };
  }
  return { outcome: 'allowed', serial, model: issued.model };
}

interface RotatingDevice {
  known: DeviceRecord | undefined;
  thing: RegisteredThing;
  serial: string;
  /** The certificate on the connection. */
  over: string;
  at: Date;
}

function mayRotateNow(
  { schedule }: RotationHook,
  { known, thing, serial, over, at }: RotatingDevice,
): boolean {
  // RegisterThing writes today's date before anything is proven: a device that lost the certificate it was then
  // given, and still holds the one before, must be able to ask again. Until that date is withdrawn: from then on the
  // thing says whether it is due. Not over the successor itself: that would go on without end, each proving the one
  // before and waiting in its turn.
  if (hasPermit(known, 'rotate', at) || (over === known?.current && hidesDate(known))) {
    return true;
  }
  const today = formatCertDate(at);
  const issuance = readIssuance(thing.attributes[thingAttributes.certIssuance], today);
  return isDue({ ...schedule, issuance, thingName: serial, today });
}
