import type { TargetChoice } from '@fleet/operator-context';
import { Option, type Command } from 'commander';
import { parseApproval, type Approval } from './approval';

export interface DeployOptions extends TargetChoice {
  readonly approve?: boolean;
  readonly requireApproval?: Approval;
}

export interface ConfirmedOptions extends TargetChoice {
  /** Not to be asked. */
  readonly yes?: boolean;
}

export interface DecommissionOptions extends ConfirmedOptions {
  readonly json?: boolean;
  /** The policy of the stack that devices were adopted from, where it is not on record. */
  readonly adoptedPolicy?: string;
}

/** Gives a command the options that say where the fleet is. */
export function withTarget(command: Command): Command {
  return command
    .option('--local', 'a running local-cloud instead of AWS')
    .addOption(new Option('--profile <name>', 'a profile of your AWS configuration files').conflicts('local'))
    .addOption(new Option('--region <name>', 'an AWS region').conflicts('local'));
}

/** Gives a command the options that say who approves its changes. */
export function withApproval(command: Command): Command {
  const approvalOption = (flags: string, description?: string) =>
    new Option(flags, description).argParser(parseApproval);
  return (
    command
      .addOption(
        new Option('--approve', 'approve all changes without a question').conflicts('requireApproval'),
      )
      .addOption(
        approvalOption(
          '--require-approval <changes>',
          'ask about these changes: never, any-change, broadening, destructive (default: broadening on AWS, ' +
            'never on local-cloud); without a terminal only never is possible',
        ),
      )
      // The cdk CLI takes its options in camel case, too.
      .addOption(approvalOption('--requireApproval <changes>').hideHelp())
  );
}
