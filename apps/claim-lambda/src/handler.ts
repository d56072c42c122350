import type { Logger } from 'pino';
import { answer, type Outcome } from './custom-resource/answer';
import { parseEnvelope, parseRequest, type ClaimProperties, type Envelope } from './custom-resource/request';
import { claimsId, provideClaims, removeClaims, type FleetClaims } from './fleet-claims';

export interface HandlerParts {
  /** Built anew for each request: the properties say which bucket, table and endpoint. */
  fleetOf: (properties: ClaimProperties) => FleetClaims;
  log: Logger;
}

/**
 * CloudFormation's custom resource: whatever happens, the stack gets an answer.
 * The physical id is the same for ever: a new one would make CloudFormation delete the old claims, and with them
 * the certificates that are burnt into devices.
 * @throws when there is no address to answer to, or CloudFormation refuses the answer
 */
export function customResourceHandler(parts: HandlerParts): (event: unknown) => Promise<void> {
  return async (event) => {
    const envelope = parseEnvelope(event);
    const outcome = await outcomeOf(event, envelope, parts);
    await answer(envelope, outcome);
  };
}

async function outcomeOf(event: unknown, envelope: Envelope, parts: HandlerParts): Promise<Outcome> {
  const known = envelope.PhysicalResourceId;
  try {
    const request = parseRequest(event);
    const physicalResourceId = known ?? claimsId(request.ResourceProperties.ResourceTag);
    const fleet = parts.fleetOf(request.ResourceProperties);
    if (request.RequestType === 'Delete') {
      await removeClaims(fleet);
      return { status: 'SUCCESS', physicalResourceId, data: {} };
    }
    const { endpoint } = await provideClaims(request, fleet);
    return { status: 'SUCCESS', physicalResourceId, data: { Endpoint: endpoint } };
  } catch (error) {
    parts.log.error(
      { err: error, logicalResourceId: envelope.LogicalResourceId },
      'the claim resource failed',
    );
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 'FAILED', physicalResourceId: known ?? neverCreated, reason };
  }
}

/** What a Create that failed before it had a name answers; CloudFormation sends it back with the Delete that follows. */
const neverCreated = 'claims-never-created';
