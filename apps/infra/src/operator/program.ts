import type { TargetChoice } from '@fleet/operator-context';
import { Command, Option } from 'commander';
import { parseApproval, type Approval } from './approval';
import { fitForTheCdk } from './cdk-arguments';

export interface DeployOptions extends TargetChoice {
  readonly approve?: boolean;
  readonly requireApproval?: Approval;
}

export interface ConfirmedOptions extends TargetChoice {
  /** Not to be asked. */
  readonly yes?: boolean;
}

/** What the commands do. */
export interface OperatorCommands {
  readonly deploy: (cdkArguments: readonly string[], options: DeployOptions) => Promise<void>;
  readonly diff: (cdkArguments: readonly string[], options: TargetChoice) => Promise<void>;
  readonly decommission: (options: ConfirmedOptions & { readonly json?: boolean }) => Promise<void>;
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
    .description('remove every thing and certificate of the fleet, page by page; run again to resume')
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
  const approvalOption = (flags: string, description?: string) =>
    new Option(flags, description).argParser(parseApproval);
  withTarget(operator.command('deploy'))
    .description('deploy the synthesised stack; bootstraps the account for the cdk when needed')
    .addOption(new Option('--approve', 'approve all changes without a question').conflicts('requireApproval'))
    .addOption(
      approvalOption(
        '--require-approval <changes>',
        'ask about these changes: never, any-change, broadening, destructive (default: broadening on AWS, ' +
          'never on local-cloud); without a terminal only never is possible',
      ),
    )
    // The cdk CLI takes its options in camel case, too.
    .addOption(approvalOption('--requireApproval <changes>').hideHelp())
    .allowUnknownOption()
    .argument(forTheCdk, 'passed to cdk deploy')
    .action((handedOn: string[], options: DeployOptions) => commands.deploy(fitForTheCdk(handedOn), options));
}

function withTarget(command: Command): Command {
  return command
    .option('--local', 'a running local-cloud instead of AWS')
    .addOption(new Option('--profile <name>', 'a profile of your AWS configuration files').conflicts('local'))
    .addOption(new Option('--region <name>', 'an AWS region').conflicts('local'));
}
