import { formatCertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import { newSerial, type LeastPrivilegeGround } from './least-privilege-ground';
import { setAttributes } from './trial-devices';

const { certIssuance, rotationNotified } = thingAttributes;
const longAgo = '20180630';
const dayMillis = 86_400_000;

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * dayMillis);
}

/** A device that is connected, and whose certificate is due for long. */
export async function overdueDevice(ground: LeastPrivilegeGround): Promise<string> {
  const serial = newSerial();
  await ground.fleet.provision(serial);
  await setAttributes(ground, serial, { [certIssuance]: longAgo });
  return serial;
}

/** The same, and its days of grace are over: it was warned after its certificate was proven, and did nothing. */
export async function expiredDevice(ground: LeastPrivilegeGround) {
  const { fleet } = ground;
  const serial = newSerial();
  const identity = await fleet.provisionUnproven(serial);
  const { certificateId } = identity;
  await fleet.registry.proveCurrent({ serial, certificateId, source: 'presence', at: daysAgo(60) });
  await fleet.connect(identity, { clientId: serial });
  await setAttributes(ground, serial, {
    [certIssuance]: longAgo,
    [rotationNotified]: formatCertDate(daysAgo(30)),
  });
  return { serial, certificateId };
}
