import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { outliveClosedOutput } from '@fleet/closed-output';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, parseSerial, serialRules } from '@fleet/fleet-contract';
import {
  configFile,
  confirm,
  enterTarget,
  readFleetConfig,
  workspaceRoot,
  type TargetChoice,
} from '@fleet/operator-context';
import { defined } from '@fleet/optional-members';
import { pathOfUser } from '@fleet/user-paths';
import { lookAfter } from './operator/after-deploy';
import { nameClaimsLeft } from './operator/claims-left';
import { approvalFor } from './operator/approval';
import { cdkCli } from './operator/cdk';
import { operatorClients } from './operator/clients';
import type { ConfirmedOptions, DeployOptions } from './operator/command-options';
import { failCommand } from './operator/failed-command';
import { placeOf, refuseWithoutFleet } from './operator/fleet-place';
import { interruptible } from './operator/interruption';
import { pipelineProgram, type SmokeTestOptions } from './operator/pipeline-program';
import { setProtection } from './operator/stack-protection';
import { deployPipeline } from './pipeline/deploy-pipeline';
import { destroyPipeline } from './pipeline/destroy-pipeline';
import { pipelineStackName } from './pipeline/pipeline-names';
import { readPipelineConfig } from './pipeline/pipeline-config';
import { modelOf } from './smoke-test/smoke-test';
import { smokeTestDevice } from './smoke-test/smoke-test-device';
import { pipelineAssemblyDirectory, pipelineConfigFile } from './workspace';

// The reader of our output may close it early. A command finishes all the same.
outliveClosedOutput(process.stdout, process.stderr);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

function configuredPipeline() {
  const root = workspaceRoot();
  return {
    pipeline: readPipelineConfig(pipelineConfigFile(process.env, root)),
    assembly: pipelineAssemblyDirectory(root),
  };
}

async function deploy(options: DeployOptions): Promise<void> {
  const approval = approvalFor(options, process.stdin.isTTY && process.stdout.isTTY);
  const target = await enterTarget(options);
  const { ssm } = operatorClients();
  await interruptible(process, (interruption) =>
    deployPipeline({ ...configuredPipeline(), target, ssm, cdk: cdkCli(interruption), approval, say }),
  );
}

async function destroy(options: ConfirmedOptions): Promise<void> {
  const { pipeline, assembly } = configuredPipeline();
  const target = await enterTarget(options);
  if (options.yes !== true) {
    const place = await placeOf(target, operatorClients().sts);
    await confirm(`Delete ${pipelineStackName(pipeline.name)} in ${place}? The fleets stay.`, pipeline.name);
  }
  const clients = (region?: string) => ({
    cloudFormation: new CloudFormation(defined({ region })),
    s3: new S3({ forcePathStyle: true, ...defined({ region }) }),
  });
  await interruptible(process, (interruption) =>
    destroyPipeline({ pipeline, assembly, target, clients, cdk: cdkCli(interruption), say }),
  );
}

/** The fleet of this environment's configuration, which has to be deployed. */
async function deployedFleet(options: TargetChoice) {
  const target = await enterTarget(options);
  const config = readFleetConfig(configFile(process.env));
  const names = fleetNames(config.resourceTag);
  const clients = operatorClients();
  await refuseWithoutFleet(clients.cloudFormation, names, target.description);
  return { config, names, clients };
}

async function afterDeploy(options: TargetChoice): Promise<void> {
  const { names, clients } = await deployedFleet(options);
  await interruptible(process, async (interruption) => {
    await setProtection(clients.cloudFormation, names, true);
    await lookAfter({ iot: clients.iot, names, interruption, say });
    await nameClaimsLeft(clients.cloudFormation, names, say);
  });
  say(`${names.stack} is protected against deletion, and has what CloudFormation does not look at again.`);
}

async function smokeTest({
  serial,
  model,
  voucher,
  removeLeftover = false,
  ...choice
}: SmokeTestOptions): Promise<void> {
  const { config, names, clients } = await deployedFleet(choice);
  const device = { serial: parseSerial(serial, serialRules(config)), model: modelOf(config, model) };
  const registry = dynamoDbDeviceRegistry({ client: clients.dynamoDb, tableName: names.devicesTable });
  await interruptible(process, (interruption) =>
    smokeTestDevice(device, {
      names,
      registry,
      clients,
      interruption,
      removeLeftover,
      say,
      ...defined({ voucher: voucher === undefined ? undefined : pathOfUser(voucher, process.env) }),
    }),
  );
}

pipelineProgram({ deploy, destroy, afterDeploy, smokeTest })
  .parseAsync()
  .catch((error: unknown) => failCommand(error, say));
