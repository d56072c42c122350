import { isModelName, modelNameRange } from '@fleet/fleet-contract';
import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { adoptDevices } from '../adoption/adopt';
import { unadoptDevice } from '../adoption/unadopt';
import { defined } from '@fleet/optional-members';
import { allowDevice, allowList, type AllowedModel } from '../allow-list/allow';
import { textOf } from '../allow-list/list-source';
import { serialArgument } from './argument-values';
import { UsageError } from './operator-errors';
import type { WithFleet } from './with-fleet';

/** Commands that bring devices into the fleet, one or many. */
export function addFleetCommands(devices: Command, withFleet: WithFleet): void {
  devices
    .command('allow')
    .argument('[serial]')
    .description('put a serial on the allow list, or each line of a file')
    .option('--model <model>', 'allow it only for this model')
    .option('--any-model', 'allow it for every model; without this, a binding to a model stays')
    .option('--file <path>', 'a serial on each line, # begins a comment; - for standard input')
    .action((serial: string | undefined, { file, ...model }: AllowedModel & { readonly file?: string }) => {
      if (serial !== undefined && file === undefined) {
        return withFleet((fleet, output) => allowDevice(fleet, output, { serial, ...model }));
      }
      if (serial === undefined && file !== undefined) {
        return withFleet((fleet, output) => allowList(fleet, output, { chunks: textOf(file), ...model }));
      }
      throw new UsageError('Give one serial, or --file with a list of them.');
    });
  devices
    .command('adopt')
    .description('take the devices of an older stack into this fleet; run again to resume')
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
  devices
    .command('unadopt')
    .argument('<serial>')
    .description(
      'give an adopted device back to the stack that it comes from, with the certificates that it has',
    )
    .option('--policy <name>', 'production policy of that stack (default: the one that it was adopted by)')
    .action((text: string, { policy }: { policy?: string }) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => unadoptDevice(fleet, output, { serial, ...defined({ policy }) }));
    });
}
