import { DelayCutShortError, underFault } from '@fleet/faults';
import type { FaultPoints } from '@fleet/faults';
import type { BrokerRates } from '../broker-rates';
import type { ProvisioningTopic } from './provisioning-topic';
import { Rejection } from './rejection';

type Operation = ProvisioningTopic['operation'];

/** Performs a request of the provisioning API, unless its rate or a fault keeps it from that. */
export type PerformRequest = (operation: Operation, perform: () => Promise<object>) => Promise<object>;

/** A fault keeps the answer back, whatever was done. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(readonly cutsConnection: boolean) {
    super('a fault keeps the answer back');
  }
}

/**
 * Unknown: the answer of AWS to a request that is throttled. Documented is only the form of a rejection (developer guide,
 * fleet-provision-api); the code is that of the HTTP API, with the status of throttling.
 */
function throttled(): Rejection {
  return new Rejection(429, 'Throttling', 'Rate exceeded');
}

export function performWith(faults: FaultPoints, rates: BrokerRates, clientId: string): PerformRequest {
  return async (operation, perform) => {
    if (!rates.admitsProvisioning(operation)) {
      throw throttled();
    }
    try {
      return await underFault(
        { faults, point: `provisioning:${operation}`, details: { clientId } },
        {
          fail: ({ code, status = 500, message = 'A fault was set on this request.' }) =>
            new Rejection(status, code, message),
          throttle: throttled,
          cut: () => new NoAnswerError(true),
          withhold: () => new NoAnswerError(false),
        },
        perform,
      );
    } catch (error) {
      throw error instanceof DelayCutShortError ? new NoAnswerError(true) : error;
    }
  };
}
