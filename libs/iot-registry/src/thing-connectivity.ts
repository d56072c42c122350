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
