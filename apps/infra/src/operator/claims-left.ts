import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { FleetNames } from '@fleet/fleet-contract';
import { allInForce, claimsNotInForce } from '../claims-output';
import { stackOutput } from './stack-status';

/**
 * Names the claims that the deploy has left as they are. To be the last that the operator reads: whoever has such a claim
 * in devices has to know.
 */
export async function nameClaimsLeft(
  cloudFormation: CloudFormation,
  names: FleetNames,
  say: (line: string) => void,
): Promise<void> {
  const claims = await stackOutput(cloudFormation, names, claimsNotInForce);
  if (claims === undefined || claims === allInForce) {
    return;
  }
  say(`When the claims were last deployed, these were left as they are, and their bundles too: ${claims}`);
  say('What to do with each: docs/devices.md, "Claims".');
}
