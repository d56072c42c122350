import {
  GetIndexingConfigurationCommand,
  IndexNotReadyException,
  SearchIndexCommand,
  ThingConnectivityIndexingMode,
  type IoTClient,
} from '@aws-sdk/client-iot';

/** Whether a device is connected, as the fleet index has it: it lags by seconds. */
export type Connectivity =
  | { readonly state: 'connected' | 'disconnected'; readonly since?: Date }
  /** `not-indexed`: the index does not follow connections. `not-seen`: it has nothing on this thing. */
  | { readonly state: 'unknown'; readonly because: 'not-indexed' | 'index-not-ready' | 'not-seen' };

/**
 * Asks the fleet index about one thing, where that is on. Needs `iot:GetIndexingConfiguration` and
 * `iot:SearchIndex`.
 */
export async function connectivityOf(iot: IoTClient, thingName: string): Promise<Connectivity> {
  const { thingIndexingConfiguration } = await iot.send(new GetIndexingConfigurationCommand({}));
  if (thingIndexingConfiguration?.thingConnectivityIndexingMode !== ThingConnectivityIndexingMode.STATUS) {
    return { state: 'unknown', because: 'not-indexed' };
  }
  const found = await search(iot, thingName);
  if (found === 'index-not-ready') {
    return { state: 'unknown', because: 'index-not-ready' };
  }
  const connectivity = found.things?.find((thing) => thing.thingName === thingName)?.connectivity;
  if (connectivity?.connected === undefined) {
    return { state: 'unknown', because: 'not-seen' };
  }
  const { connected, timestamp } = connectivity;
  const state = connected ? 'connected' : 'disconnected';
  // 0 for a thing that has not connected since the index is on (developer guide, managing-index).
  return timestamp === undefined || timestamp === 0 ? { state } : { state, since: new Date(timestamp) };
}

async function search(iot: IoTClient, thingName: string) {
  try {
    return await iot.send(
      new SearchIndexCommand({ queryString: `thingName:"${thingName}"`, maxResults: 10 }),
    );
  } catch (error) {
    if (error instanceof IndexNotReadyException) {
      return 'index-not-ready';
    }
    throw error;
  }
}
