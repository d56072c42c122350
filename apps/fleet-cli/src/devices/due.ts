import type { Command } from 'commander';
import { daysArgument, listLimit, modelOption } from '../cli/argument-values';
import { withExamples } from '../cli/examples';
import { withPaging, type PagingFlags } from '../cli/paging-options';
import type { WithFleet } from '../cli/with-fleet';
import { listDue } from '@fleet/fleet-operations';

interface DueFlags extends PagingFlags {
  readonly within: string;
  readonly model?: string;
}

/** `devices due` */
export function addDue(devices: Command, withFleet: WithFleet): void {
  const command = withPaging(devices.command('due'), '<cursor>')
    .summary('list the devices whose certificate is due, or will be soon')
    .description(
      'List the devices whose certificate is due today, or within some days, with the day from which on it is due. It asks ' +
        'the fleet index, which is some seconds behind and unsorted, and no record. Things without a date that can be read ' +
        'count as due. The last line is the cursor for --after (with --json, {"next": …}).',
    )
    .option('--within <days>', 'also those that will be due within so many days: 30d', '0d')
    .option('--model <model>', 'only things of this model')
    .action((flags: DueFlags) => {
      const within = daysArgument(flags.within, '--within');
      const chosen = { within, model: modelOption(flags.model), limit: listLimit(flags), after: flags.after };
      return withFleet((fleet, output) => listDue(fleet, output, chosen));
    });
  withExamples(
    command,
    ['what is due today', 'fleet-cli devices due'],
    ['what will be due next month', 'fleet-cli devices due --within 30d --model sensor'],
    [
      'for a script: serial and day of all of them',
      `fleet-cli devices due --within 90d --all --json | jq -r '[.serial, .due] | @tsv'`,
    ],
  );
}
