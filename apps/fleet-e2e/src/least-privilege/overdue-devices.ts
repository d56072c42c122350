import { eventually } from '@fleet/eventually';
import { thingAttributes } from '@fleet/fleet-contract';
import { newSerial, type LeastPrivilegeGround } from './least-privilege-ground';
import { setAttributes } from './trial-devices';

const { certIssuance, rotationNotified } = thingAttributes;
const longAgo = '20180630';
const dayMillis = 86_400_000;

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * dayMillis);
}

/** A device that is connected, as AWS IoT has told, and whose certificate is due for long; an older release has warned it. */
export async function overdueDevice(ground: LeastPrivilegeGround): Promise<string> {
  const { registry } = ground.fleet;
  const serial = newSerial();
  await ground.fleet.provision(serial);
  await eventually(
    `connection of ${serial} on record`,
    async () => (await registry.find(serial))?.certificates.at(-1)?.connectedAt,
  );
  await setAttributes(ground, serial, { [certIssuance]: longAgo, [rotationNotified]: longAgo });
  return serial;
}

/** The same, and its days of grace are over: it was there for a warning, and did nothing. */
export async function expiredDevice(ground: LeastPrivilegeGround) {
  const { fleet } = ground;
  const serial = newSerial();
  const identity = await fleet.provisionUnproven(serial);
  const { certificateId } = identity;
  await fleet.registry.proveCurrent({ serial, certificateId, source: 'presence', at: daysAgo(60) });
  const at = daysAgo(30);
  await fleet.registry.noteDue(serial, certificateId, { dueFrom: at, at });
  await fleet.registry.noteWarned(serial, certificateId, at);
  await fleet.connect(identity, { clientId: serial });
  await setAttributes(ground, serial, { [certIssuance]: longAgo });
  return { serial, certificateId };
}
