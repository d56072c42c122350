import type { ThingIndexingConfiguration } from '@aws-sdk/client-iot';

/** What an account has whose index was never configured. */
const neverConfigured: ThingIndexingConfiguration = { thingIndexingMode: 'OFF' };

/**
 * The configuration of the account's thing index that a fleet needs: the registry indexed, and whether a thing is
 * connected. UpdateIndexingConfiguration replaces this half of the configuration whole, so everything else that is
 * there is in it; only not `managedFields`, which AWS IoT answers and does not let anybody change (API reference,
 * ThingIndexingConfiguration).
 * @returns undefined when nothing is missing
 */
export function withFleetIndex(
  current: ThingIndexingConfiguration | undefined,
): ThingIndexingConfiguration | undefined {
  const { managedFields: _answeredOnly, ...configured } = current ?? neverConfigured;
  const { thingIndexingMode: mode, thingConnectivityIndexingMode: connectivity } = configured;
  const hasRegistry = mode === 'REGISTRY' || mode === 'REGISTRY_AND_SHADOW';
  if (hasRegistry && connectivity === 'STATUS') {
    return undefined;
  }
  return {
    ...configured,
    thingIndexingMode: hasRegistry ? mode : 'REGISTRY',
    thingConnectivityIndexingMode: 'STATUS',
  };
}
