import type { DeviceState } from '@fleet/certificate-lifecycle';
import { Option, type Command } from 'commander';
import { listDevices } from '../devices/list';
import { showDevice } from '../devices/show';
import { serialArgument, wholeNumber } from './argument-values';
import type { WithFleet } from './with-fleet';

const mostListed = 1_000_000;

/** Commands that change nothing. */
export function addReadingCommands(devices: Command, withFleet: WithFleet): void {
  devices
    .command('show')
    .argument('<serial>')
    .description('show a device: its record, and its state in AWS IoT')
    .action((text: string) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => showDevice(fleet, output, serial));
    });
  devices
    .command('list')
    .description('list the devices on record, unsorted')
    .addOption(
      new Option('--state <state>', 'only devices in this state').choices(['allowed', 'active', 'blocked']),
    )
    .option('--limit <count>', 'how many devices; the output ends with the cursor of the next page', '50')
    .addOption(new Option('--all', 'list all devices').conflicts('limit'))
    .option('--after <serial>', 'continue after this cursor of an earlier list')
    .action((options: { state?: DeviceState; limit: string; all?: boolean; after?: string }) => {
      const limit = wholeNumber(options.limit, '--limit', [1, mostListed]);
      const after = options.after === undefined ? undefined : serialArgument(options.after);
      const { state } = options;
      return withFleet((fleet, output) =>
        listDevices(fleet, output, { state, after, limit: options.all === true ? undefined : limit }),
      );
    });
}
