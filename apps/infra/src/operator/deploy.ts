import { fleetNames, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import type { Target } from '@fleet/operator-context';
import { lookAfter } from './after-deploy';
import { nameClaimsLeft } from './claims-left';
import type { Approval } from './approval';
import { bootstrapOnce } from './bootstrap';
import type { Cdk } from './cdk';
import type { OperatorClients } from './clients';
import { withUnprotectedAssembly } from './first-assembly';
import { refuseLeftoverTemplates } from './leftover-templates';
import { setProtection } from './stack-protection';
import { isStanding, stackStatus } from './stack-status';

export interface Deployment {
  config: FleetConfig;
  target: Target;
  assembly: string;
  clients: OperatorClients;
  cdk: Cdk;
  /** Aborted when the operator is asked to end. */
  interruption: AbortSignal;
  approval: Approval;
  /** Further arguments for `cdk deploy`, as the user gave them. */
  arguments: readonly string[];
  say: (line: string) => void;
}

/** The question whether to deploy was left without an answer: the cdk CLI takes that for a success. */
export class NothingDeployedError extends Error {
  override readonly name = 'NothingDeployedError';
  constructor() {
    super('Nothing was deployed. The question was not answered. Repeat the command, and answer with y.');
  }
}

/**
 * Deploys the synthesised assembly; bootstraps the account for the cdk first where that was never done.
 * @throws CdkFailedError, InterruptedError, LeftoverTemplateError, NothingDeployedError
 */
export async function deploy(deployment: Deployment): Promise<void> {
  const { config, target, assembly, clients, cdk, say } = deployment;
  const names = fleetNames(config.resourceTag);
  await bootstrapOnce({ ssm: clients.ssm, cdk, target, assembly, say });
  say(`Deploying ${names.stack} to ${target.description}.`);
  if (await isStanding(clients.cloudFormation, names)) {
    await cdkDeploy(deployment, assembly);
  } else {
    await deployFirst(deployment, names);
  }
  if (onlyPrepares(deployment.arguments)) {
    say('Nothing was deployed. The cdk was told not to execute the changes.');
    return;
  }
  if (!(await isStanding(clients.cloudFormation, names))) {
    throw new NothingDeployedError();
  }
  await lookAfter({ iot: clients.iot, names, interruption: deployment.interruption, say });
  await nameClaimsLeft(clients.cloudFormation, names, say);
}

async function cdkDeploy(deployment: Deployment, app: string): Promise<void> {
  const { config, target, cdk, approval } = deployment;
  const stack = fleetNames(config.resourceTag).stack;
  const options = ['--app', app, '--require-approval', approval];
  if (target.rootCa !== undefined) {
    options.push('--parameters', `RootCa=${target.rootCa}`);
  }
  await cdk(['deploy', stack, ...options, ...deployment.arguments], target.environment);
}

/**
 * A stack that stands in the end is protected, however the deploy has ended: CloudFormation goes on creating it after
 * the cdk was interrupted. It is not protected before: what is declined, or fails, must leave nothing.
 */
async function deployFirst(deployment: Deployment, names: FleetNames): Promise<void> {
  const { clients, interruption, say } = deployment;
  const { cloudFormation } = clients;
  if ((await stackStatus(cloudFormation, names)) === undefined) {
    await refuseLeftoverTemplates(clients.iot, names);
  }
  // What is left of a first deploy that failed holds nothing, and the cdk CLI has to delete it before it tries again.
  await setProtection(cloudFormation, names, false);
  try {
    await withUnprotectedAssembly(deployment.assembly, names.stack, (copy) => cdkDeploy(deployment, copy));
  } finally {
    if (await isStanding(cloudFormation, names)) {
      await setProtection(cloudFormation, names, true);
      if (interruption.aborted) {
        say(
          `${names.stack} has been begun, and CloudFormation goes on with it. Its termination protection is on.`,
        );
      }
    }
  }
}

/** Whether these arguments have the cdk CLI prepare the changes, and leave them to somebody else. */
function onlyPrepares(cdkArguments: readonly string[]): boolean {
  return /(^| )(--no-?execute|--execute[= ]false|(--method|-m)[= ]prepare-change-set)( |$)/i.test(
    cdkArguments.join(' '),
  );
}
