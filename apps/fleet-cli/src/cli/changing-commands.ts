import { parseCertDate } from '@fleet/cert-dates';
import { Option, type Command } from 'commander';
import { ageDevice } from '../devices/age';
import { blockDevice } from '../devices/block';
import { permitDevice, revokePermits } from '../devices/permit';
import { unblockDevice } from '../devices/unblock';
import {
  checkPermittedCertificate,
  permitKindArgument,
  permitKinds,
  reasonArgument,
  serialArgument,
} from './argument-values';
import type { WithFleet } from './with-fleet';

/** Commands that change one device. */
export function addChangingCommands(devices: Command, withFleet: WithFleet): void {
  addPermitCommands(devices, withFleet);
  devices
    .command('block')
    .argument('<serial>')
    .description(
      'refuse all requests of a device; all its certificates become INACTIVE, and its connections are ended until it ' +
        'has been away for a minute',
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
  devices
    .command('unblock')
    .argument('<serial>')
    .description(
      'remove a block, or bring back a device that a sweep cut off; its current certificate becomes ACTIVE',
    )
    .action((text: string) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => unblockDevice(fleet, output, serial));
    });
  devices
    .command('age')
    .argument('<serial>')
    .argument('<yyyymmdd>', 'the new issue date of its certificate')
    .description('change the issue date of a certificate, to test its rotation')
    .action((text: string, day: string) => {
      const serial = serialArgument(text);
      const issued = parseCertDate(day);
      return withFleet((fleet, output) => ageDevice(fleet, output, serial, issued));
    });
}

interface PermitOptions {
  readonly hours?: string;
  readonly until?: string;
  readonly certificate?: string;
}

function addPermitCommands(devices: Command, withFleet: WithFleet): void {
  const kinds = permitKinds.join(' or ');
  devices
    .command('permit')
    .argument('<serial>')
    .argument(
      '<kind>',
      `${kinds}: provision with the claim although it has a certificate, or rotate before it is due`,
    )
    .description('allow a device one thing, once, that the rules refuse')
    .addOption(
      new Option('--hours <count>', 'valid for this many hours, 1 to 720 (default: 24)').conflicts('until'),
    )
    .option('--until <moment>', 'valid until this time, at most 30 days from now: 2026-01-31T12:00Z')
    .option(
      '--certificate <id>',
      'reprovision: only with this certificate, whose id the device shows when it is refused',
    )
    .action((text: string, kindText: string, options: PermitOptions) => {
      const permit = { serial: serialArgument(text), kind: permitKindArgument(kindText), ...options };
      checkPermittedCertificate(permit.kind, options.certificate);
      return withFleet((fleet, output) => permitDevice(fleet, output, permit));
    });
  devices
    .command('revoke-permit')
    .argument('<serial>')
    .argument('[kind]', `${kinds} (default: both)`)
    .description('revoke a permit before it is used')
    .action((text: string, kindText?: string) => {
      const serial = serialArgument(text);
      const revoked = kindText === undefined ? permitKinds : [permitKindArgument(kindText)];
      return withFleet((fleet, output) => revokePermits(fleet, output, serial, revoked));
    });
}
