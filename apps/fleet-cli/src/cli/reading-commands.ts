import type { DeviceState } from '@fleet/certificate-lifecycle';
import { Option, type Command } from 'commander';
import { listDevices } from '../devices/list';
import { showDevice } from '../devices/show';
import { serialArgument, wholeNumber } from './argument-values';
import type { WithFleet } from './program';

const mostListed = 1_000_000;

/** Commands that change nothing. */
export function addReadingCommands(devices: Command, withFleet: WithFleet): void {
  devices
    .command('show')
    .argument('<serial>')
    .description('show the record of a device beside what AWS IoT knows of it')
    .action((text: string) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => showDevice(fleet, output, serial));
    });
  devices
    .command('list')
    .description('devices on record, in no particular order, page by page')
    .addOption(new Option('--state <state>', 'only these').choices(['allowed', 'active', 'blocked']))
    .option('--limit <count>', 'so many, and the cursor of the next ones', '50')
    .addOption(new Option('--all', 'to the end, however many there are').conflicts('limit'))
    .option('--after <serial>', 'begin after this one: the cursor that a list ended with')
    .action((options: { state?: DeviceState; limit: string; all?: boolean; after?: string }) => {
      const limit = wholeNumber(options.limit, '--limit', [1, mostListed]);
      const after = options.after === undefined ? undefined : serialArgument(options.after);
      const { state } = options;
      return withFleet((fleet, output) =>
        listDevices(fleet, output, { state, after, limit: options.all === true ? undefined : limit }),
      );
    });
}
