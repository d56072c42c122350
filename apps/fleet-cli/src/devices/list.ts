import { Option, type Command } from 'commander';
import type { DeviceState } from '@fleet/certificate-lifecycle';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { daysArgument, listLimit, modelOption, serialArgument } from '../cli/argument-values';
import { withPaging, type PagingFlags } from '../cli/paging-options';
import { listDevices } from '@fleet/fleet-operations';

const dayMillis = 86_400_000;

interface ListFlags extends PagingFlags {
  readonly state?: DeviceState;
  readonly model?: string;
  readonly olderThan?: string;
}

/** `devices list` */
export function addList(devices: Command, withFleet: WithFleet): void {
  const command = withPaging(devices.command('list'), '<serial>')
    .summary('list the devices on record')
    .description(
      "List the devices on record, in the table's order, page by page. The last line is the cursor for --after (with --json, " +
        '{"next": …}). Every condition is asked of each record that is read: fleet summary counts without that.',
    )
    .addOption(
      new Option('--state <state>', 'only devices in this state').choices(['allowed', 'active', 'blocked']),
    )
    .option('--model <model>', 'only devices of this model, or allowed for it alone')
    .option('--older-than <days>', 'only devices whose certificate in force was issued more days ago: 400d')
    .action((flags: ListFlags) => {
      const { state } = flags;
      const after = flags.after === undefined ? undefined : serialArgument(flags.after);
      const days = flags.olderThan === undefined ? undefined : daysArgument(flags.olderThan, '--older-than');
      const chosen = { state, model: modelOption(flags.model), after, limit: listLimit(flags) };
      return withFleet((fleet, output) => {
        const issuedBefore =
          days === undefined ? undefined : new Date(fleet.now().getTime() - days * dayMillis);
        return listDevices(fleet, output, { ...chosen, issuedBefore });
      });
    });
  withExamples(
    command,
    ['the first fifty devices', 'fleet-cli devices list'],
    ['blocked devices of a model', 'fleet-cli devices list --state blocked --model sensor'],
    ['the next page', 'fleet-cli devices list --limit 100 --after sensor-0042'],
    [
      'for a script: all serials whose certificate is older than 400 days',
      'fleet-cli devices list --older-than 400d --all --json | jq -r .serial',
    ],
  );
}
