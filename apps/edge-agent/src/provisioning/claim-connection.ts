import { claimClientId, claimClientIdBytes, formatEndpoint } from '@fleet/fleet-contract';
import { randomBytes } from 'node:crypto';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';

/**
 * Connects with the claim, under a client id of its own that is new each time.
 *
 * @throws ConnectionRefusedError, UnansweredError, UnreachableError, ServerNotTrustedError, DeviceFolderError
 */
export async function connectWithClaim(agent: Agent, signal: AbortSignal): Promise<Connection> {
  const { endpoint, rootCa } = agent.device;
  const clientId = claimClientId(randomBytes(claimClientIdBytes));
  const credentials = agent.device.readClaim();
  agent.report({ event: 'connecting', endpoint: formatEndpoint(endpoint), clientId });
  // A voucher that can be of no use is told of now: a 403 would not say why.
  agent.device.readVoucher();
  return agent.connect({ endpoint, clientId, rootCa, credentials }, signal);
}
