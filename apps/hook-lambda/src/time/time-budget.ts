import { functionTimeLimits } from '@fleet/fleet-contract';
import { DeadlineHttpHandler } from './deadline-http-handler';
import { LastingRetryStrategy } from './lasting-retry-strategy';

/** How a function divides the time that it has for one event; milliseconds. */
export interface TimeBudget {
  /** AWS gives up at this. */
  readonly limit: number;
  /** Of a new environment, which AWS IoT waits for as well, and the way there and back. */
  readonly start: number;
  /** For all requests to AWS together. */
  readonly deadline: number;
  /** To log that the deadline has passed, and to answer. */
  readonly farewell: number;
  /** For one attempt of one request: shorter than the deadline, so that one lost in the network is sent again. */
  readonly attempt: number;
  /** For the connection of it. */
  readonly connection: number;
  /** Of one request. Those that are throttled fail at once, and are cheap. */
  readonly attempts: number;
}

const limitOf = (seconds: number) => seconds * 1_000;
const overhead = { start: 400, farewell: 100 };

function budget(seconds: number, of: Pick<TimeBudget, 'attempt' | 'connection' | 'attempts'>): TimeBudget {
  const limit = limitOf(seconds);
  return { ...overhead, limit, deadline: limit - overhead.start - overhead.farewell, ...of };
}

/**
 * Of both pre-provisioning hooks: a round of reads at once, and a write; both once more after a conflict. A device that
 * is refused, as AWS throttled its hook, has asked for a certificate in vain: attempts until the deadline cost less.
 */
export const hookBudget = budget(functionTimeLimits.hookSeconds, {
  attempt: 2_000,
  connection: 1_000,
  attempts: 5,
});

/**
 * Nobody waits for the proof handler; throttled, it is to get through all the same, and goes on until its deadline. Lambda
 * calls it twice more, and then the proof lies in the queue of failures.
 */
export const proofBudget = budget(functionTimeLimits.proofHandlerSeconds, {
  attempt: 4_000,
  connection: 1_000,
  attempts: 12,
});

/** Settings of an SDK client that keeps to a budget, inside of `withinDeadline`. */
export function clientSettings({ attempt, connection, attempts }: TimeBudget) {
  return {
    // Otherwise the SDK puts its middleware together for each request, a sixth of what a request costs the processor.
    cacheMiddleware: true,
    retryStrategy: new LastingRetryStrategy({ maxAttempts: attempts }),
    requestHandler: new DeadlineHttpHandler({
      connectionTimeout: connection,
      requestTimeout: attempt,
      throwOnRequestTimeout: true,
    }),
  };
}
