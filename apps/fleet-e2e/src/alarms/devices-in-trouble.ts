import { thingAttributes } from '@fleet/fleet-contract';
import type { WatchedFleet } from './watched-fleet';

const dayMillis = 86_400_000;
const longAgo = '20180630';

/** A device whose certificate was proven long ago, and has been due for years. It is not connected. */
export async function overdueDevice(watched: WatchedFleet, serial: string) {
  const { fleet, testCloud } = watched;
  const identity = await fleet.provisionUnproven(serial);
  const { certificateId } = identity;
  const at = new Date((await watched.now()).getTime() - 60 * dayMillis);
  await fleet.registry.proveCurrent({ serial, certificateId, source: 'presence', at });
  const attributes = { [thingAttributes.certIssuance]: longAgo };
  await testCloud.iot.updateThing({ thingName: serial, attributePayload: { attributes, merge: true } });
  return identity;
}

/** The same; it was there for a warning, and its days of grace are over. */
export async function expiredDevice(watched: WatchedFleet, serial: string): Promise<void> {
  const { fleet } = watched;
  const { certificateId } = await overdueDevice(watched, serial);
  const at = new Date((await watched.now()).getTime() - 30 * dayMillis);
  await fleet.registry.noteDue(serial, certificateId, { dueFrom: at, at });
  await fleet.registry.noteWarned(serial, certificateId, at);
}
