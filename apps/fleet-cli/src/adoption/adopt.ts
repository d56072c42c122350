import { confirm } from '@fleet/operator-context';
import { isModelName, modelNameRange } from '@fleet/fleet-contract';
import type { Command } from 'commander';
import { UsageError, adoptDevices } from '@fleet/fleet-operations';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';

/** `devices adopt` */
export function addAdopt(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('adopt')
    .summary('take the devices of an older stack into this fleet')
    .description(
      'Take the devices of an older stack into this fleet: those whose certificates have its production policy. ' +
        'What cannot be adopted is skipped, with the reason. Safe to repeat: after an interruption, run it again.',
    )
    .requiredOption(
      '--policy <name>',
      'production policy of the older stack; adopt the certificates that have it',
    )
    .option('--model <model>', 'model of things without the attribute model_type')
    .option('--dry-run', 'print what would be done, and change nothing')
    .option('--yes', 'do not ask')
    .action((options: { policy: string; model?: string; dryRun?: boolean; yes?: boolean }) => {
      const { policy, model, dryRun = false, yes = false } = options;
      if (model !== undefined && !isModelName(model)) {
        throw new UsageError(`--model must be ${modelNameRange}.`);
      }
      return withFleet(async (fleet, output) => {
        const { resourceTag, stack } = fleet.names;
        const question = `Adopt the devices with the policy ${policy} into ${stack} in ${fleet.place}?`;
        if (!dryRun && !yes) {
          await confirm(question, resourceTag);
        }
        await adoptDevices(fleet, output, { policy, model, dryRun });
      });
    });
  withExamples(
    command,
    ['what would be adopted', 'fleet-cli devices adopt --policy old_prod_policy --dry-run'],
    [
      'adopt them, with a model for things that have none',
      'fleet-cli devices adopt --policy old_prod_policy --model sensor',
    ],
    [
      'for a script: what was skipped, and why',
      `fleet-cli devices adopt --policy old_prod_policy --yes --json | jq -c 'select(.outcome == "left-out")'`,
    ],
  );
}
