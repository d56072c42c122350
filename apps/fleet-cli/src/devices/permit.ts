import { Option, type Command } from 'commander';
import {
  momentOf,
  permitKindArgument,
  permitKinds,
  serialArgument,
  wholeNumber,
} from '../cli/argument-values';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { checkPermittedCertificate, longestPermitHours, permitDevice } from '@fleet/fleet-operations';

interface PermitOptions {
  readonly hours?: string;
  readonly until?: string;
  readonly certificate?: string;
}

/** `devices permit SERIAL KIND` */
export function addPermit(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('permit')
    .argument('<serial>', 'serial number of the device')
    .argument(
      '<kind>',
      `${permitKinds.join(' or ')}: provision with the claim although it has a certificate, or rotate before it is due`,
    )
    .summary('allow a device one thing, once, that the rules refuse')
    .description(
      'Allow a device one thing that the rules refuse, once. The permit ends after 24 hours by default, after 30 days at ' +
        "the latest, by the cloud's clock. A reprovision permit can be used by everybody who has the claim, unless " +
        '--certificate names the one certificate that it is for: the device shows its id when it is refused, and may ask ' +
        'again with it within an hour. Without it, the command prints what was refused within the last hour. Safe to repeat.',
    )
    .addOption(
      new Option('--hours <count>', 'valid for this many hours, 1 to 720 (default: 24)').conflicts('until'),
    )
    .option('--until <moment>', 'valid until this time, at most 30 days from now: 2026-01-31T12:00Z')
    .option(
      '--certificate <id>',
      'reprovision: only with this certificate, whose id the device shows when it is refused',
    )
    .action((text: string, kindText: string, options: PermitOptions) => {
      const { hours, until, certificate } = options;
      const permit = {
        serial: serialArgument(text),
        kind: permitKindArgument(kindText),
        hours: hours === undefined ? undefined : wholeNumber(hours, '--hours', [1, longestPermitHours]),
        until: until === undefined ? undefined : momentOf(until, '--until'),
        certificate,
      };
      checkPermittedCertificate(permit.kind, certificate, '--certificate');
      return withFleet((fleet, output) => permitDevice(fleet, output, permit));
    });
  withExamples(
    command,
    ['rotate before it is due', 'fleet-cli devices permit sensor-0042 rotate'],
    ['provision again, after a factory reset', 'fleet-cli devices permit sensor-0042 reprovision --hours 2'],
    [
      'for a script: until when it holds',
      'fleet-cli devices permit sensor-0042 rotate --hours 48 --json | jq -r .until',
    ],
  );
}
