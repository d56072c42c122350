import type { Connector } from './connection';

/**
 * Begins the thing's session anew with the first connection. What the programs of an agent that was killed had subscribed
 * to would count with what those of this one do, against the 50 subscriptions that AWS IoT Core lets a connection have,
 * until there was none left for a rotation.
 */
export function withFreshSession(connect: Connector): Connector {
  let isFresh = true;
  return async (request, signal) => {
    if (request.takeMessage === undefined) {
      return connect(request, signal);
    }
    const connection = await connect({ ...request, freshSession: isFresh }, signal);
    isFresh = false;
    return connection;
  };
}
