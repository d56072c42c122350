import type { TargetChoice } from '@fleet/operator-context';
import { Command } from 'commander';
import { fitForTheCdk } from './cdk-arguments';
import {
  withApproval,
  withTarget,
  type ConfirmedOptions,
  type DecommissionOptions,
  type DeployOptions,
} from './command-options';

/** What the commands do. */
export interface OperatorCommands {
  readonly deploy: (cdkArguments: readonly string[], options: DeployOptions) => Promise<void>;
  readonly diff: (cdkArguments: readonly string[], options: TargetChoice) => Promise<void>;
  readonly decommission: (options: DecommissionOptions) => Promise<void>;
  readonly destroy: (options: ConfirmedOptions) => Promise<void>;
}

/** Whatever is not for these commands themselves. */
const forTheCdk = '[cdk-arguments...]';

/** The command line: its words, and nothing of what they do. */
export function operatorProgram(commands: OperatorCommands): Command {
  const operator = new Command('infra').description('Deploys the fleet, and removes it.');
  addDeploy(operator, commands);
  withTarget(operator.command('diff'))
    .description('show what a deploy would change')
    .allowUnknownOption()
    .argument(forTheCdk, 'passed to cdk diff')
    .action((handedOn: string[], options: TargetChoice) => commands.diff(fitForTheCdk(handedOn), options));
  withTarget(operator.command('decommission'))
    .description(
      'remove every thing and certificate of the fleet, and give adopted devices back; run again to resume',
    )
    .option('--adopted-policy <name>', 'production policy of their older stack, where it is not on record')
    .option('--yes', 'do not ask')
    .option('--json', 'print the outcome as JSON')
    .action(commands.decommission);
  withTarget(operator.command('destroy'))
    .description('delete the stack; refused while devices remain')
    .option('--yes', 'do not ask')
    .action(commands.destroy);
  return operator;
}

function addDeploy(operator: Command, commands: OperatorCommands): void {
  withApproval(withTarget(operator.command('deploy')))
    .description('deploy the synthesised stack; bootstraps the account for the cdk when needed')
    .allowUnknownOption()
    .argument(forTheCdk, 'passed to cdk deploy')
    .action((handedOn: string[], options: DeployOptions) => commands.deploy(fitForTheCdk(handedOn), options));
}
