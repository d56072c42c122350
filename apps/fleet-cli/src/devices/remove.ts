import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { serialArgument } from '../cli/argument-values';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { findRemovable, planRemoval, removalWords, removeDevice } from '@fleet/fleet-operations';

/** `devices remove SERIAL` */
export function addRemove(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('remove')
    .argument('<serial>', 'serial number of the device')
    .summary('remove a scrapped device: its certificates, its thing, its record')
    .description(
      'Remove a device that is scrapped. Its record is blocked first, and notes the removal. Then its certificates become ' +
        'INACTIVE, its connection is ended, its certificates are deleted, then its thing, and its record at last. So nobody ' +
        'can take its name before all is gone, and what an interruption leaves is known: run it again. After that the ' +
        'serial is as one that was never seen. A certificate that serves another thing as well is only detached.',
    )
    .option('--dry-run', 'print what would be removed, and change nothing')
    .option('--yes', 'do not ask')
    .action((text: string, { dryRun = false, yes = false }: { dryRun?: boolean; yes?: boolean }) => {
      const serial = serialArgument(text);
      return withFleet(async (fleet, output) => {
        const found = await findRemovable(fleet, serial);
        if (dryRun) {
          await planRemoval(output, found);
          return;
        }
        if (!yes) {
          await confirm(`Remove ${removalWords(found)}, from ${fleet.place}?`, fleet.names.resourceTag);
        }
        await removeDevice(fleet, output, found);
      });
    });
  withExamples(
    command,
    ['what would be removed', 'fleet-cli devices remove sensor-0042 --dry-run'],
    ['remove it', 'fleet-cli devices remove sensor-0042'],
    [
      'for a script: many, each by its line',
      'xargs -n 1 fleet-cli devices remove --yes --json < scrapped.txt',
    ],
  );
}
