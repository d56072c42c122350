import { deleteCertificate } from '@fleet/iot-registry';
import { RefusedError } from '../operator-errors';
import type { Output } from '../output/output';
import type { Fleet } from '../fleet/fleet';
import { chosenClaim, claimsOf, claimWords, type FleetClaim } from './fleet-claim';

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
