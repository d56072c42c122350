import type { Command } from 'commander';
import { parseCertDate } from '@fleet/cert-dates';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { serialArgument } from '../cli/argument-values';
import { ageDevice } from '@fleet/fleet-operations';

/** `devices age SERIAL YYYYMMDD` */
export function addAge(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('age')
    .argument('<serial>', 'serial number of the device')
    .argument('<yyyymmdd>', 'the new issue date of its certificate')
    .summary('change the issue date of a certificate, to test its rotation')
    .description(
      'Set the issue date of a thing of this fleet and clear its recorded warning, so that you can test how rotation ' +
        'treats an older certificate.',
    )
    .action((text: string, day: string) => {
      const serial = serialArgument(text);
      const issued = parseCertDate(day);
      return withFleet((fleet, output) => ageDevice(fleet, output, serial, issued));
    });
  withExamples(
    command,
    ['a certificate that is due', 'fleet-cli devices age sensor-0042 20180630'],
    ['for a script: whether it is due now', 'fleet-cli devices age sensor-0042 20180630 --json | jq .isDue'],
  );
}
