import { customResourceHandler } from '@fleet/custom-resource';
import type { Logger } from 'pino';
import { claimsInWords } from './claims-in-words';
import { claimProperties, type ClaimProperties } from './claim-properties';
import { claimsId, provideClaims, removeClaims, type FleetClaims } from './fleet-claims';

export interface HandlerParts {
  /** Built anew for each request: the properties say which bucket, table and endpoint. */
  fleetOf: (properties: ClaimProperties) => FleetClaims;
  log: Logger;
}

/** The claims of a fleet as a custom resource, under the same physical id for ever: they are burnt into devices. */
export function claimResourceHandler({ fleetOf, log }: HandlerParts): (event: unknown) => Promise<void> {
  return customResourceHandler({
    properties: claimProperties,
    physicalId: ({ ResourceTag }) => claimsId(ResourceTag),
    provide: async (request) => {
      const { endpoint, outOfForce } = await provideClaims(request, fleetOf(request.ResourceProperties));
      return { Endpoint: endpoint, ClaimsNotInForce: claimsInWords(outOfForce) };
    },
    remove: ({ ResourceProperties }) => removeClaims(fleetOf(ResourceProperties)),
    log,
  });
}
