import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { summarise } from '@fleet/fleet-operations';

/** `fleet summary` */
export function addSummary(group: Command, withFleet: WithFleet): void {
  const command = group
    .command('summary')
    .summary('the size of the fleet, its models, and what becomes due')
    .description(
      'Count the things of the fleet: all of them, those that are connected, those of each model, those without a date that ' +
        'can be read, and those that are due today and within 7, 30 and 90 days. The fleet index counts: a call for each ' +
        'number, however large the fleet is. The index is some seconds behind. What is due within some days is counted by ' +
        'the issue date alone: by the spread, a device may be due up to spreadDays - 1 days later. With --records it also ' +
        'reads every record, and counts by state, and the warned and the unproven.',
    )
    .option('--records', 'also read every record, which takes minutes in a large fleet')
    .action(({ records = false }: { readonly records?: boolean }) =>
      withFleet((fleet, output) => summarise(fleet, output, { records })),
    );
  withExamples(
    command,
    ['size, models, and what becomes due', 'fleet-cli fleet summary'],
    ['also by state, warned and unproven', 'fleet-cli fleet summary --records'],
    ['for a script: how many are due within 30 days', 'fleet-cli fleet summary --json | jq \'.due["30"]\''],
  );
}
