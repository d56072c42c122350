import type { Timing } from '../timing/timing';
import type { Connector } from './connection';

/** AWS IoT Core takes one CONNECT a second per client id; a little more keeps clear of rounding. */
const pauseMillis = 1_050;

/**
 * A connector that waits out the second which AWS demands between two CONNECTs of one client id. It counts from the
 * end of the attempt before: on a slow network that is the only moment by which the CONNECT has surely arrived.
 */
export function pacedConnector(connect: Connector, timing: Timing): Connector {
  const latest = new Map<string, number>();
  return async (request, signal) => {
    const { clientId } = request;
    const before = latest.get(clientId);
    if (before !== undefined) {
      const wait = before + pauseMillis - timing.elapsed();
      if (wait > 0) {
        await timing.sleep(wait, signal);
      }
    }
    forgetOlderThan(latest, timing.elapsed() - pauseMillis);
    try {
      return await connect(request, signal);
    } finally {
      latest.set(clientId, timing.elapsed());
    }
  };
}

/** Claim client ids are new each time: without this the map would grow for as long as the agent runs. */
function forgetOlderThan(latest: Map<string, number>, instant: number): void {
  for (const [clientId, at] of latest) {
    if (at < instant) {
      latest.delete(clientId);
    }
  }
}
