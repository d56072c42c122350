import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { deleteCertificate } from '@fleet/iot-registry';
import { RefusedError } from '../cli/operator-errors';
import type { Output } from '../cli/output';
import type { Fleet } from '../fleet/fleet';
import { chosenClaim, claimsOf, claimWords, type FleetClaim } from './fleet-claim';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { generationOf, modelArgument } from './claim-arguments';

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

/**
 * Deletes a claim that was revoked, and nothing else ever does: its certificate, and its record. Its key stays in the
 * bucket until the stack is deleted; it opens nothing.
 * @throws RefusedError when the claim is not revoked, or the next deploy would need it
 */
export async function retireClaim(
  fleet: Fleet,
  output: Output,
  choice: { readonly model: string; readonly generation: number },
): Promise<void> {
  const claim = await chosenClaim(fleet, choice);
  await refuse(fleet, claim);
  await deleteCertificate(fleet.iot, claim.certificateId);
  await fleet.registry.removeClaim(claim.certificateId);
  const { model, generation, certificateId } = claim;
  await output.result(`${claimWords(claim, true)} is deleted.`, { model, generation, certificateId });
}

async function refuse(fleet: Fleet, claim: FleetClaim): Promise<void> {
  const { model, generation, record, status } = claim;
  if (status !== 'REVOKED' || record.revokedAt === undefined) {
    throw new RefusedError(
      `${claimWords(claim, true)} is ${status ?? 'gone'}, and was not revoked by this command: devices in boxes may have ` +
        `it. Run claims revoke ${model} --generation ${generation} first.`,
    );
  }
  const isInUse = fleet.config.models.includes(model);
  const { claims: others } = await claimsOf(fleet);
  const isSucceeded = others.some((other) => other.model === model && other.generation > generation);
  if (isInUse && (fleet.config.claimGeneration <= generation || !isSucceeded)) {
    throw new RefusedError(
      `${model} has no later claim than that of generation ${generation}, and the next deploy would fail without it: ` +
        'raise claimGeneration in the configuration, deploy, and run the command again.',
    );
  }
}
