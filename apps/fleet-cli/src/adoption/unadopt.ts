import { defined } from '@fleet/optional-members';
import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { serialArgument } from '../cli/argument-values';
import { unadoptDevice } from '@fleet/fleet-operations';

/** `devices unadopt SERIAL` */
export function addUnadopt(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('unadopt')
    .argument('<serial>', 'serial number of the device')
    .summary('give an adopted device back to the stack that it comes from')
    .description(
      'Give an adopted device back to the stack that it comes from, with the certificates that it has. Its record is ' +
        'deleted at last. Safe to repeat until then.',
    )
    .option('--policy <name>', 'production policy of that stack (default: the one that it was adopted by)')
    .action((text: string, { policy }: { policy?: string }) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => unadoptDevice(fleet, output, { serial, ...defined({ policy }) }));
    });
  withExamples(
    command,
    ['give a device back', 'fleet-cli devices unadopt pump-0007'],
    [
      'for a script, with the policy of that stack: the certificates that it keeps',
      'fleet-cli devices unadopt pump-0007 --policy old_prod_policy --json | jq -c .kept',
    ],
  );
}
