import { GetThingConnectivityDataCommand, type IoTClient } from '@aws-sdk/client-iot';
import { absentIfNotFound } from './absent-if-not-found';

/**
 * Whether a device is connected right now: this call looks at the newest state, where a query of the index may be some
 * time behind. `false` also for a thing that never was, or without connectivity in the index. Needs
 * `iot:GetThingConnectivityData`.
 */
export async function isConnectedNow(iot: IoTClient, thingName: string): Promise<boolean> {
  const found = await absentIfNotFound(iot.send(new GetThingConnectivityDataCommand({ thingName })));
  return found?.connected === true;
}

/**
 * When the connection began that the client of that name has right now, whichever certificate it came with. Needs
 * `iot:GetThingConnectivityData`.
 */
export async function connectedSince(iot: IoTClient, thingName: string): Promise<Date | undefined> {
  const found = await absentIfNotFound(iot.send(new GetThingConnectivityDataCommand({ thingName })));
  return found?.connected === true ? found.timestamp : undefined;
}

/** Two connections of one client id are a second apart, at the least (AWS General Reference, AWS IoT Core quotas). */
const leastMillisApart = 1_000;

/**
 * Whether two moments that AWS IoT names for one client id are the beginning of one connection. The index follows
 * lifecycle events (developer guide, managing-index); guessed: it has the very moment that the event has, although that
 * is right to within two minutes only.
 */
export function isSameConnection(one: Date, other: Date): boolean {
  return Math.abs(one.getTime() - other.getTime()) < leastMillisApart;
}
