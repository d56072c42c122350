import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { generationOf, modelArgument } from './claim-arguments';
import { retireClaim } from '@fleet/fleet-operations';

/** `claims retire MODEL` */
export function addRetireClaim(claims: Command, withFleet: WithFleet): void {
  const command = claims
    .command('retire')
    .argument('<model>', 'name of the model')
    .summary('delete a claim that was revoked, and that a later one has succeeded')
    .description(
      'Delete a claim that claims revoke has ended and that a later one has succeeded: its certificate and its record. ' +
        'Safe to repeat.',
    )
    .requiredOption('--generation <number>', 'which of the claims of the model')
    .option('--yes', 'do not ask')
    .action((text: string, flags: { readonly generation: string; readonly yes?: boolean }) => {
      const choice = { model: modelArgument(text), generation: generationOf(flags.generation) };
      return withFleet(async (fleet, output) => {
        if (flags.yes !== true) {
          const what = `Delete the claim of ${choice.model}, generation ${choice.generation}, in ${fleet.place}?`;
          await confirm(what, fleet.names.resourceTag);
        }
        await retireClaim(fleet, output, choice);
      });
    });
  withExamples(
    command,
    ['delete the first claim of a model', 'fleet-cli claims retire sensor --generation 1'],
    ['in a script', 'fleet-cli claims retire sensor --generation 1 --yes --json'],
  );
}
