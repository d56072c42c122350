import { Command, Option } from 'commander';
import type { TargetChoice } from '@fleet/operator-context';
import { withApproval, withTarget, type ConfirmedOptions, type DeployOptions } from './command-options';

export interface SmokeTestOptions extends TargetChoice {
  readonly serial: string;
  readonly model?: string;
  readonly voucher?: string;
  readonly removeLeftover?: boolean;
}

export interface PipelineCommands {
  readonly deploy: (options: DeployOptions) => Promise<void>;
  readonly destroy: (options: ConfirmedOptions) => Promise<void>;
  readonly afterDeploy: (options: TargetChoice) => Promise<void>;
  readonly smokeTest: (options: SmokeTestOptions) => Promise<void>;
}

/** The command line of the pipeline, and of what its builds run beside a fleet. */
export function pipelineProgram(commands: PipelineCommands): Command {
  const program = new Command('infra').description('Deploys fleets on push.');
  withApproval(withTarget(program.command('deploy-pipeline')))
    .description('deploy the synthesised pipeline; bootstraps the account for the cdk when needed')
    .action(commands.deploy);
  withTarget(program.command('destroy-pipeline'))
    .description('delete the pipeline and its artifacts; the fleets stay')
    .option('--yes', 'do not ask')
    .action(commands.destroy);
  withTarget(program.command('after-deploy'))
    .description('turn on what a deployed fleet needs and CloudFormation does not look at again')
    .action(commands.afterDeploy);
  withTarget(program.command('smoke-test'))
    .description('provision one device, rotate its certificate, and remove it')
    .requiredOption('--serial <serial>', 'its serial number, which no device in the field may have')
    .option('--voucher <file>', 'its voucher, where the fleet asks for one')
    .option('--model <name>', 'its model (default: the first of the configuration)')
    .addOption(
      new Option('--remove-leftover', 'remove the device first that an interrupted smoke test has left'),
    )
    .action(commands.smokeTest);
  return program;
}
