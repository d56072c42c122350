import { fleetConfigBounds, isModelName, modelNameRange } from '@fleet/fleet-contract';
import { confirm } from '@fleet/operator-context';
import { defined } from '@fleet/optional-members';
import type { Command } from 'commander';
import { listClaims } from '../claims/list-claims';
import { retireClaim } from '../claims/retire-claim';
import { revokeClaim } from '../claims/revoke-claim';
import { pastMoment, wholeNumber } from './argument-values';
import { UsageError } from './operator-errors';
import type { WithFleet } from './with-fleet';

interface RevokeFlags {
  readonly generation?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Commands for the claims that devices provision with. */
export function addClaimCommands(claims: Command, withFleet: WithFleet): void {
  claims
    .command('list')
    .description('list the claims of all models, and how many devices came with each')
    .option('--no-counts', 'do not read the devices, which takes minutes in a large fleet')
    .action(({ counts }: { counts: boolean }) =>
      withFleet((fleet, output) => listClaims(fleet, output, { counts })),
    );
  addRevoke(claims, withFleet);
  claims
    .command('retire')
    .argument('<model>')
    .description('delete a claim that was revoked, and that a later one has succeeded')
    .requiredOption('--generation <number>', 'which of the claims of the model')
    .option('--yes', 'do not ask')
    .action((text: string, flags: RevokeFlags & { readonly generation: string }) => {
      const choice = { model: modelArgument(text), generation: generationOf(flags.generation) };
      return withFleet(async (fleet, output) => {
        if (flags.yes !== true) {
          const what = `Delete the claim of ${choice.model}, generation ${choice.generation}, in ${fleet.place}?`;
          await confirm(what, fleet.names.resourceTag);
        }
        await retireClaim(fleet, output, choice);
      });
    });
}

function addRevoke(claims: Command, withFleet: WithFleet): void {
  claims
    .command('revoke')
    .argument('<model>')
    .description(
      'end a claim that has leaked, and all that was issued over it and never proven; run again to resume',
    )
    .option('--generation <number>', 'which of the claims, where the model has several')
    .option('--since <moment>', 'list the devices that joined with it from this time on: 2026-01-31T12:00Z')
    .option('--dry-run', 'print what would be done, and change nothing')
    .option('--yes', 'do not ask')
    .action((text: string, { since, dryRun = false, yes = false, ...flags }: RevokeFlags) => {
      const model = modelArgument(text);
      const generation = flags.generation === undefined ? undefined : generationOf(flags.generation);
      return withFleet(async (fleet, output) => {
        const options = {
          model,
          dryRun,
          ...defined({ generation, since: since === undefined ? undefined : pastMoment(since, '--since') }),
        };
        if (!dryRun && !yes) {
          const question = `Revoke the claim of ${model} in ${fleet.place}? Devices that have it and did not provision cannot any more.`;
          await confirm(question, fleet.names.resourceTag);
        }
        await revokeClaim(fleet, output, options);
      });
    });
}

function modelArgument(text: string): string {
  if (!isModelName(text)) {
    throw new UsageError(`The model must be ${modelNameRange}.`);
  }
  return text;
}

function generationOf(text: string): number {
  return wholeNumber(text, '--generation', fleetConfigBounds.claimGeneration);
}
