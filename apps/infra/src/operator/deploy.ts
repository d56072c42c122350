import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { ParameterNotFound } from '@aws-sdk/client-ssm';
import { fleetNames, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { turnOnFleetIndex } from '@fleet/iot-registry';
import type { Target } from '@fleet/operator-context';
import { cdk } from './cdk';
import type { OperatorClients } from './clients';
import { liftProtection } from './stack-protection';

export interface Deployment {
  config: FleetConfig;
  target: Target;
  assembly: string;
  clients: OperatorClients;
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
  // What is left of a first deploy that failed holds nothing, and the cdk CLI has to delete it before it tries again.
  if (await isLeftOver(clients, names)) {
    await liftProtection(clients.cloudFormation, names);
  }
  say(`Deploying ${names.stack} to ${target.description}.`);
  await cdk(
    [
      'deploy',
      names.stack,
      '--app',
      assembly,
      ...(target.rootCa === undefined
        ? []
        : ['--parameters', `RootCa=${target.rootCa}`, '--require-approval', 'never']),
      ...deployment.arguments,
    ],
    target.environment,
  );
  await reopenTemplates(deployment);
  await reopenFleetIndex(deployment);
}

async function isLeftOver({ cloudFormation }: OperatorClients, { stack }: FleetNames): Promise<boolean> {
  try {
    const { Stacks } = await cloudFormation.describeStacks({ StackName: stack });
    return Stacks?.[0]?.StackStatus === 'ROLLBACK_COMPLETE' || Stacks?.[0]?.StackStatus === 'ROLLBACK_FAILED';
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') {
      return false;
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
    turned.status === 'ACTIVE' ? '' : ' It is still being built; until then the monitor finds nobody.';
  say(`The account's fleet index was off, or without connectivity; it is on again.${ready}`);
}
