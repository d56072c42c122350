import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { serialArgument } from '../cli/argument-values';
import { unblockDevice } from '@fleet/fleet-operations';

/** `devices unblock SERIAL` */
export function addUnblock(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('unblock')
    .argument('<serial>', 'serial number of the device')
    .summary('remove a block, or bring back a device that a sweep cut off')
    .description(
      'Make the current certificate ACTIVE again and remove the block. It also brings back a device that the daily sweep ' +
        'has cut off. It clears the recorded warning, so the days of grace begin with the next warning that the device ' +
        'receives. A certificate that is revoked, retired or deleted stays so: the device then needs a reprovision permit. ' +
        'Safe to repeat.',
    )
    .action((text: string) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => unblockDevice(fleet, output, serial));
    });
  withExamples(
    command,
    ['let a device back in', 'fleet-cli devices unblock sensor-0042'],
    [
      'for a script: what became of its certificate',
      'fleet-cli devices unblock sensor-0042 --json | jq -r .certificate',
    ],
  );
}
