/** What an SDK client notes of the `Date` of every answer, to sign its requests with the service's time. */
interface ClockedClient {
  readonly config: { readonly systemClockOffset?: number };
}

/**
 * The time of the cloud that these clients talk with. Permits are compared with its clock, not with that of the
 * operator's machine; and local-cloud's clock can be set.
 */
export function cloudClock(
  clients: readonly ClockedClient[],
  machineMillis: () => number = Date.now,
): () => Date {
  return () => {
    const knownOffset = clients
      .map(({ config }) => config.systemClockOffset ?? 0)
      .find((offset) => offset !== 0);
    return new Date(machineMillis() + (knownOffset ?? 0));
  };
}
