import { setTimeout as wait } from 'node:timers/promises';
import { outliveClosedOutput } from '@fleet/closed-output';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, type FleetConfig } from '@fleet/fleet-contract';
import {
  configFile,
  confirm,
  enterTarget,
  readFleetConfig,
  type TargetChoice,
} from '@fleet/operator-context';
import { assertFresh, recordOf } from './assembly/assembly-record';
import { countDevices } from '@fleet/device-release';
import { defined } from '@fleet/optional-members';
import { decommission } from './decommission/decommission';
import { decommissionQuestion, progressOf, removedWords } from './decommission/decommission-words';
import { approvalFor } from './operator/approval';
import { cdkCli } from './operator/cdk';
import { operatorClients } from './operator/clients';
import { deploy } from './operator/deploy';
import { destroy } from './operator/destroy';
import { failCommand } from './operator/failed-command';
import { placeOf, refuseWithoutFleet } from './operator/fleet-place';
import { interruptible } from './operator/interruption';
import type { ConfirmedOptions, DecommissionOptions, DeployOptions } from './operator/command-options';
import { operatorProgram } from './operator/program';
import { refuseWhileDevicesRemain, setProtection } from './operator/stack-protection';
import { assemblyDirectory, assemblyInputs } from './workspace';

// The reader of our output may close it early. A command finishes all the same.
outliveClosedOutput(process.stdout, process.stderr);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** @throws StaleAssemblyError unless the assembly is the one of this environment's configuration */
function freshAssembly(): { config: FleetConfig; assembly: string } {
  const assembly = assemblyDirectory(process.env);
  const inputs = assemblyInputs(process.env);
  assertFresh(assembly, recordOf(inputs));
  return { config: inputs.config, assembly };
}

async function showChanges(cdkArguments: readonly string[], options: TargetChoice): Promise<void> {
  const { assembly } = freshAssembly();
  const target = await enterTarget(options);
  await interruptible(process, (interruption) =>
    cdkCli(interruption)(['diff', '--app', assembly, ...cdkArguments], target.environment),
  );
}

async function deployStack(cdkArguments: readonly string[], options: DeployOptions): Promise<void> {
  const approval = approvalFor(options, process.stdin.isTTY && process.stdout.isTTY);
  const { config, assembly } = freshAssembly();
  const target = await enterTarget(options);
  const clients = operatorClients();
  await interruptible(process, async (interruption) => {
    const cdk = cdkCli(interruption);
    await deploy({
      config,
      target,
      assembly,
      clients,
      cdk,
      interruption,
      approval,
      arguments: cdkArguments,
      say,
    });
  });
}

async function decommissionFleet(options: DecommissionOptions): Promise<void> {
  const target = await enterTarget(options);
  const names = fleetNames(readFleetConfig(configFile(process.env)).resourceTag);
  const clients = operatorClients();
  const place = await placeOf(target, clients.sts);
  await refuseWithoutFleet(clients.cloudFormation, names, place);
  const registry = dynamoDbDeviceRegistry({ client: clients.dynamoDb, tableName: names.devicesTable });
  if (options.yes !== true) {
    const counts = await countDevices(registry);
    await confirm(decommissionQuestion(counts, names, place), names.resourceTag);
  }
  const removed = await decommission({
    iot: clients.iot,
    names,
    registry,
    ...defined({ adoptedPolicy: options.adoptedPolicy }),
    progress: progressOf(say),
    now: () => new Date(),
  });
  await setProtection(clients.cloudFormation, names, false);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(removed)}\n`);
  }
  say(`${removedWords(removed)} The stack can be destroyed now.`);
}

async function destroyStack(options: ConfirmedOptions): Promise<void> {
  const { config, assembly } = freshAssembly();
  const target = await enterTarget(options);
  const names = fleetNames(config.resourceTag);
  const clients = operatorClients();
  await refuseWhileDevicesRemain(clients.iot, names);
  if (options.yes !== true) {
    await confirm(`Delete ${names.stack} in ${await placeOf(target, clients.sts)}?`, names.resourceTag);
  }
  await interruptible(process, async (interruption) => {
    const { cloudFormation } = clients;
    const cdk = cdkCli(interruption);
    const pause = (millis: number) =>
      wait(millis, undefined, { signal: interruption }).catch(() => interruption.throwIfAborted());
    await destroy({ names, assembly, environment: target.environment, cloudFormation, cdk, say, pause });
  });
}

operatorProgram({
  deploy: deployStack,
  diff: showChanges,
  decommission: decommissionFleet,
  destroy: destroyStack,
})
  .parseAsync()
  .catch((error: unknown) => failCommand(error, say));
