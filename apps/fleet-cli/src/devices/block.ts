import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { reasonArgument, serialArgument } from '../cli/argument-values';
import { blockDevice } from '@fleet/fleet-operations';

/** `devices block SERIAL` */
export function addBlock(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('block')
    .argument('<serial>', 'serial number of the device')
    .summary('refuse all requests of a device, and end its connections')
    .description(
      'Mark a device as blocked in its record, so that the hooks refuse it. Then make all its certificates INACTIVE, end ' +
        'its connection at once, and end each that it makes after that, until it has been away for a minute; for ten ' +
        'minutes at most. If a certificate was issued within the last hour, the command looks at the certificates again ' +
        'after ten seconds. Safe to repeat.',
    )
    .option('--reason <text>', 'stored in the record of the device')
    .option('--no-wait', 'end its connection, and do not wait until it stays away')
    .action((text: string, options: { reason?: string; wait: boolean }) => {
      const serial = serialArgument(text);
      const reason = reasonArgument(options.reason);
      return withFleet((fleet, output) =>
        blockDevice(fleet, output, { serial, reason, untilAway: options.wait }),
      );
    });
  withExamples(
    command,
    ['block a device, and wait until it stays away', 'fleet-cli devices block sensor-0042'],
    [
      'with a reason, which devices show prints',
      "fleet-cli devices block sensor-0042 --reason 'lost in transit'",
    ],
    ['many, without waiting for each', 'xargs -n 1 fleet-cli devices block --no-wait --json < stolen.txt'],
  );
}
