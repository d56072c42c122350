import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { STS } from '@aws-sdk/client-sts';
import type { FleetNames } from '@fleet/fleet-contract';
import type { Target } from '@fleet/operator-context';
import { stackStatus } from './stack-status';

/** The fleet was never deployed to this account and region, or is destroyed. */
export class NoSuchFleetError extends Error {
  override readonly name = 'NoSuchFleetError';
  constructor(names: FleetNames, place: string) {
    super(
      `There is no stack ${names.stack} in ${place}. Nothing was removed. The configuration has the resource tag ` +
        `${names.resourceTag}. Check FLEET_CONFIG, --profile and --region, and repeat the command.`,
    );
  }
}

/** For people: where a target is, with the account and the region that its credentials belong to. */
export async function placeOf(target: Target, sts: STS): Promise<string> {
  const [{ Account: account }, region] = await Promise.all([sts.getCallerIdentity({}), sts.config.region()]);
  return `${target.description} (account ${account}, region ${region})`;
}

/** @throws NoSuchFleetError */
export async function refuseWithoutFleet(
  cloudFormation: CloudFormation,
  names: FleetNames,
  place: string,
): Promise<void> {
  if ((await stackStatus(cloudFormation, names)) === undefined) {
    throw new NoSuchFleetError(names, place);
  }
}
