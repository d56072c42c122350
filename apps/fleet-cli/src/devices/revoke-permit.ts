import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { permitKindArgument, permitKinds, serialArgument } from '../cli/argument-values';
import { revokePermits } from '@fleet/fleet-operations';

/** `devices revoke-permit SERIAL [KIND]` */
export function addRevokePermit(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('revoke-permit')
    .argument('<serial>', 'serial number of the device')
    .argument('[kind]', `${permitKinds.join(' or ')} (default: both)`)
    .summary('revoke a permit before it is used')
    .description('Revoke one permit of a device before it is used, or both.')
    .action((text: string, kindText?: string) => {
      const serial = serialArgument(text);
      const revoked = kindText === undefined ? permitKinds : [permitKindArgument(kindText)];
      return withFleet((fleet, output) => revokePermits(fleet, output, serial, revoked));
    });
  withExamples(
    command,
    ['both permits', 'fleet-cli devices revoke-permit sensor-0042'],
    ['one of them', 'fleet-cli devices revoke-permit sensor-0042 reprovision'],
    [
      'for a script: those that there were',
      'fleet-cli devices revoke-permit sensor-0042 --json | jq -c .revoked',
    ],
  );
}
