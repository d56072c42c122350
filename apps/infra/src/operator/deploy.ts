import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationServiceException, StackStatus } from '@aws-sdk/client-cloudformation';
import { ParameterNotFound } from '@aws-sdk/client-ssm';
import { fleetNames, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { turnOnFleetIndex } from '@fleet/iot-registry';
import type { Target } from '@fleet/operator-context';
import type { Approval } from './approval';
import { cdk } from './cdk';
import type { OperatorClients } from './clients';
import { withUnprotectedAssembly } from './first-assembly';
import { setProtection } from './stack-protection';

export interface Deployment {
  config: FleetConfig;
  target: Target;
  assembly: string;
  clients: OperatorClients;
  approval: Approval;
  /** Further arguments for `cdk deploy`, as the user gave them. */
  arguments: readonly string[];
  say: (line: string) => void;
}

/** The bootstrap stack that the modern synthesizer needs is at least of this version. */
const oldestBootstrap = 6;
const bootstrapVersion = '/cdk-bootstrap/hnb659fds/version';

/**
 * Deploys the synthesised assembly; bootstraps the account for the cdk first where that was never done.
 * @throws CdkFailedError
 */
export async function deploy(deployment: Deployment): Promise<void> {
  const { config, target, assembly, clients, say } = deployment;
  const names = fleetNames(config.resourceTag);
  if ((await bootstrappedVersion(clients)) < oldestBootstrap) {
    say(`Bootstrapping ${target.description} for the cdk, once for each account and region.`);
    await cdk(['bootstrap', '--app', assembly], target.environment);
  }
  say(`Deploying ${names.stack} to ${target.description}.`);
  if (isStanding(await stackStatus(clients, names))) {
    await cdkDeploy(deployment, assembly);
  } else {
    await deployFirst(deployment, names);
  }
  await reopenTemplates(deployment);
  await reopenFleetIndex(deployment);
}

async function cdkDeploy(deployment: Deployment, app: string): Promise<void> {
  const { config, target, approval } = deployment;
  const stack = fleetNames(config.resourceTag).stack;
  const options = ['--app', app, '--require-approval', approval];
  if (target.rootCa !== undefined) {
    options.push('--parameters', `RootCa=${target.rootCa}`);
  }
  await cdk(['deploy', stack, ...options, ...deployment.arguments], target.environment);
}

/** The stack is protected as soon as it is there, and not before: what is declined, or fails, must leave nothing. */
async function deployFirst(deployment: Deployment, names: FleetNames): Promise<void> {
  const { cloudFormation } = deployment.clients;
  // What is left of a first deploy that failed holds nothing, and the cdk CLI has to delete it before it tries again.
  await setProtection(cloudFormation, names, false);
  await withUnprotectedAssembly(deployment.assembly, names.stack, (copy) => cdkDeploy(deployment, copy));
  await setProtection(cloudFormation, names, true);
}

/** Whether a stack of this status has resources; the others are remains of a first deploy that came to nothing. */
function isStanding(status: StackStatus | undefined): boolean {
  const remains: readonly (StackStatus | undefined)[] = [
    undefined,
    StackStatus.REVIEW_IN_PROGRESS,
    StackStatus.ROLLBACK_COMPLETE,
    StackStatus.ROLLBACK_FAILED,
  ];
  return !remains.includes(status);
}

async function stackStatus(
  { cloudFormation }: OperatorClients,
  { stack }: FleetNames,
): Promise<StackStatus | undefined> {
  try {
    const { Stacks } = await cloudFormation.describeStacks({ StackName: stack });
    return Stacks?.[0]?.StackStatus;
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') {
      return undefined;
    }
    throw error;
  }
}

async function bootstrappedVersion({ ssm }: OperatorClients): Promise<number> {
  try {
    const { Parameter } = await ssm.getParameter({ Name: bootstrapVersion });
    return Number(Parameter?.Value ?? 0);
  } catch (error) {
    if (error instanceof ParameterNotFound) {
      return 0;
    }
    throw error;
  }
}

/** An abandoned decommission leaves the templates disabled, which CloudFormation does not notice. */
async function reopenTemplates({ config, clients, say }: Deployment): Promise<void> {
  const names = fleetNames(config.resourceTag);
  for (const templateName of [names.provisioningTemplate, names.rotationTemplate]) {
    const { enabled } = await clients.iot.describeProvisioningTemplate({ templateName });
    if (enabled !== false) {
      continue;
    }
    await clients.iot.updateProvisioningTemplate({ templateName, enabled: true });
    say(`${templateName} was disabled by a decommission; it is enabled again.`);
  }
}

/** Somebody else in the account may have turned the index off since; CloudFormation does not notice that either. */
async function reopenFleetIndex({ clients, say }: Deployment): Promise<void> {
  const turned = await turnOnFleetIndex(clients.iot, pause);
  if (turned.outcome === 'on-already') {
    return;
  }
  const ready =
    turned.status === 'ACTIVE' ? '' : ' It is still being built; until then the monitor finds no devices.';
  say(`The account's fleet index was off, or without connectivity; it is on again.${ready}`);
}
