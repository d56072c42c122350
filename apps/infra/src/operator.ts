import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames, type FleetConfig } from '@fleet/fleet-contract';
import { configFile, confirm, enterTarget, readFleetConfig } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import { Command } from 'commander';
import { assertFresh, recordOf } from './assembly/assembly-record';
import { decommission } from './decommission/decommission';
import { approvalFor, parseApproval, type Approval } from './operator/approval';
import { cdkCli, CdkFailedError } from './operator/cdk';
import { operatorClients } from './operator/clients';
import { deploy } from './operator/deploy';
import { InterruptedError, interruptible } from './operator/interruption';
import { refuseWhileDevicesRemain, setProtection } from './operator/stack-protection';
import { assemblyDirectory, assemblyInputs } from './workspace';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Whatever is not for these commands themselves. */
const forTheCdk = '[cdk-arguments...]';

interface DeployOptions {
  local?: boolean;
  approve?: boolean;
  requireApproval?: Approval;
}

function program(): Command {
  const operator = new Command('infra').description('Deploys the fleet, and removes it.');
  const local = ['--local', 'a running local-cloud instead of AWS'] as const;
  operator
    .command('deploy')
    .description('deploy the synthesised stack; bootstraps the account for the cdk when needed')
    .option(...local)
    .option('--approve', 'approve all changes without a question')
    .option(
      '--require-approval <changes>',
      'ask about these changes: never, any-change, broadening, destructive (default: broadening on AWS, ' +
        'never on local-cloud)',
      parseApproval,
    )
    .allowUnknownOption()
    .argument(forTheCdk, 'passed to cdk deploy')
    .action(deployStack);
  operator
    .command('diff')
    .description('show what a deploy would change')
    .option(...local)
    .allowUnknownOption()
    .argument(forTheCdk, 'passed to cdk diff')
    .action(async (handedOn: string[], options: { local?: boolean }) => {
      const { assembly } = freshAssembly();
      const target = await enterTarget(options);
      await interruptible(process, (interruption) =>
        cdkCli(interruption)(['diff', '--app', assembly, ...handedOn], target.environment),
      );
    });
  operator
    .command('decommission')
    .description('remove every thing and certificate of the fleet, page by page; run again to resume')
    .option(...local)
    .option('--yes', 'do not ask')
    .option('--json', 'print the outcome as JSON')
    .action(decommissionFleet);
  operator
    .command('destroy')
    .description('delete the stack; refused while devices remain')
    .option(...local)
    .option('--yes', 'do not ask')
    .action(destroyStack);
  return operator;
}

/** @throws StaleAssemblyError unless the assembly is the one of this environment's configuration */
function freshAssembly(): { config: FleetConfig; assembly: string } {
  const assembly = assemblyDirectory(process.env);
  const inputs = assemblyInputs(process.env);
  assertFresh(assembly, recordOf(inputs));
  return { config: inputs.config, assembly };
}

async function deployStack(handedOn: string[], options: DeployOptions): Promise<void> {
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
      arguments: handedOn,
      say,
    });
  });
}

async function decommissionFleet(options: { local?: boolean; yes?: boolean; json?: boolean }): Promise<void> {
  const target = await enterTarget(options);
  const names = fleetNames(readFleetConfig(configFile(process.env)).resourceTag);
  const question = `Remove every device of ${names.stack} in ${target.description}? They will not be able to connect.`;
  if (options.yes !== true) {
    await confirm(question, names.resourceTag);
  }
  const clients = operatorClients();
  const registry = dynamoDbDeviceRegistry({ client: clients.dynamoDb, tableName: names.devicesTable });
  const removed = await decommission({
    iot: clients.iot,
    names,
    certificatesOf: async (serial) =>
      (await registry.find(serial))?.certificates.map(({ certificateId }) => certificateId) ?? [],
    forgetDevice: (serial) => registry.forget(serial),
    progress: ({ things, certificates }) =>
      say(`removed ${things} things, ${certificates} certificates so far`),
  });
  await setProtection(clients.cloudFormation, names, false);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(removed)}\n`);
  }
  say(
    `Removed ${removed.things} things and ${removed.certificates} certificates. The stack can be destroyed now.`,
  );
}

async function destroyStack(options: { local?: boolean; yes?: boolean }): Promise<void> {
  const { config, assembly } = freshAssembly();
  const target = await enterTarget(options);
  const names = fleetNames(config.resourceTag);
  const clients = operatorClients();
  await refuseWhileDevicesRemain(clients.iot, names);
  if (options.yes !== true) {
    await confirm(`Delete ${names.stack} in ${target.description}?`, names.resourceTag);
  }
  await interruptible(process, async (interruption) => {
    await setProtection(clients.cloudFormation, names, false);
    await cdkCli(interruption)(['destroy', names.stack, '--app', assembly, '--force'], target.environment);
  });
}

program()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CdkFailedError || error instanceof InterruptedError) {
      process.exitCode = error.exitCode;
    } else {
      process.exitCode = 1;
      say(errorInWords(error));
    }
  });
