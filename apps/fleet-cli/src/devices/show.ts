import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { serialArgument } from '../cli/argument-values';
import { showDevice } from '@fleet/fleet-operations';

/** `devices show SERIAL` */
export function addShow(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('show')
    .argument('<serial>', 'serial number of the device')
    .summary('show a device: its record, and its state in AWS IoT')
    .description(
      'Show the record of a device and what AWS IoT has of it, side by side: state, every certificate with its dates ' +
        'and status, attributes, due day, permits, whether it is connected, and where the two contradict each other. ' +
        'AWS IoT shows a change some seconds late. So it reads once more before it reports a contradiction.',
    )
    .action((text: string) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => showDevice(fleet, output, serial));
    });
  withExamples(
    command,
    ['everything about a device', 'fleet-cli devices show sensor-0042'],
    [
      'for a script: the id of its current certificate',
      'fleet-cli devices show sensor-0042 --json | jq -r .record.current',
    ],
  );
}
