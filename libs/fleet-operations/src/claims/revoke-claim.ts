import { setTimeout } from 'node:timers/promises';
import type { ElapsingTime } from '@fleet/iot-registry';
import { PartlyDoneError } from '../operator-errors';
import { pastMoment } from '../past-moment';
import type { Output } from '../output/output';
import { counted } from '../output/words';
import type { Fleet, FleetWithLogs } from '../fleet/fleet';
import { attendToDevices, tallyWords } from './claimed-devices';
import { endClaim } from './end-claim';
import { chosenClaim, claimWords, type ClaimChoice, type FleetClaim } from './fleet-claim';

export interface RevokeOptions extends ClaimChoice {
  /** Devices that joined from then on are listed; none when absent. */
  readonly since?: Date | undefined;
  readonly dryRun: boolean;
  /** Injected by tests. */
  readonly time?: Pick<ElapsingTime, 'wait'>;
}

/**
 * Ends a claim that has leaked: revokes it, ends its connections, retires what was issued over it and never proven, and
 * lists who joined with it. Safe to repeat, and to be repeated after an interruption.
 * @throws RefusedError when there is no such claim, UsageError for devices that are to join yet, PartlyDoneError when some devices failed
 */
export async function revokeClaim(
  fleet: FleetWithLogs,
  output: Output,
  options: RevokeOptions,
): Promise<void> {
  const { dryRun, time = { wait: (millis) => setTimeout(millis) } } = options;
  const claim = await chosenClaim(fleet, options);
  const since =
    options.since && pastMoment(options.since, fleet.now(), 'The time since when devices have joined');
  const connections = dryRun ? undefined : await endClaim(fleet, output, claim, time);
  const work = { claim, since, dryRun };
  const tally = await attendToDevices(fleet, output, work);
  const next = Math.max(fleet.config.claimGeneration, claim.generation + 1);
  const what = dryRun ? `Would revoke ${claimWords(claim)}` : `${claimWords(claim, true)} is revoked`;
  await output.result(`${what}: ${tallyWords(tally, work)}.`, {
    model: claim.model,
    generation: claim.generation,
    certificateId: claim.certificateId,
    summary: tally,
    connections: connections ?? null,
    nextGeneration: next,
    dryRun,
  });
  output.say(nextSteps(fleet, claim, next, output));
  if (tally.failed > 0) {
    throw new PartlyDoneError(
      `${counted(tally.failed, 'device')} failed; the reasons are above. Do it again. Their certificates cannot ` +
        'come into force, and the next sweep retires them.',
      false,
    );
  }
}

function nextSteps({ config }: Fleet, { model }: FleetClaim, next: number, { howTo }: Output): string {
  const raise =
    config.claimGeneration >= next
      ? `The configuration has claimGeneration ${config.claimGeneration} already; deploy it if that was not done.`
      : `Set claimGeneration to ${next} in the configuration, and deploy.`;
  return (
    `Next: ${raise} Flash the devices of ${model} that have not provisioned with the new bundle. ` +
    `Look at the devices that joined since the leak (${howTo({ step: 'list-joined' })}), and block those that are not yours.`
  );
}
