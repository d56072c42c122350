import { defined } from '@fleet/optional-members';
import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { setTimeout } from 'node:timers/promises';
import type { ElapsingTime } from '@fleet/iot-registry';
import { PartlyDoneError } from '../cli/operator-errors';
import type { Output } from '../cli/output';
import { counted } from '../cli/words';
import type { Fleet, FleetWithLogs } from '../fleet/fleet';
import { attendToDevices, tallyWords } from './claimed-devices';
import { endClaim } from './end-claim';
import { chosenClaim, claimWords, type ClaimChoice, type FleetClaim } from './fleet-claim';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { pastMoment } from '../cli/argument-values';
import { generationOf, modelArgument } from './claim-arguments';

interface RevokeFlags {
  readonly generation?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `claims revoke MODEL` */
export function addRevokeClaim(claims: Command, withFleet: WithFleet): void {
  const command = claims
    .command('revoke')
    .argument('<model>', 'name of the model')
    .summary('end a claim that has leaked, and all that was issued over it and never proven')
    .description(
      'End a claim that has leaked: note in its record that it is revoked, make it REVOKED, and disconnect the client ids ' +
        'that presence events of the last 24 hours name for it. Then retire every certificate that was issued over it and ' +
        'never proven, list the devices that joined with it since the moment that you give, and say what to do next. ' +
        'It prints what it does not reach. Safe to repeat: after an interruption, run it again.',
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
  withExamples(
    command,
    ['what would be done', 'fleet-cli claims revoke sensor --dry-run'],
    [
      'end it, and list who joined since the leak',
      'fleet-cli claims revoke sensor --generation 1 --since 2026-01-31',
    ],
    [
      'for a script: the serials that joined since then',
      `fleet-cli claims revoke sensor --since 2026-01-31 --yes --json | jq -r 'select(.outcome == "joined") | .serial'`,
    ],
  );
}

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
 * @throws RefusedError when there is no such claim, PartlyDoneError when some devices failed
 */
export async function revokeClaim(
  fleet: FleetWithLogs,
  output: Output,
  options: RevokeOptions,
): Promise<void> {
  const { since, dryRun, time = { wait: (millis) => setTimeout(millis) } } = options;
  const claim = await chosenClaim(fleet, options);
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
  output.say(nextSteps(fleet, claim, next));
  if (tally.failed > 0) {
    throw new PartlyDoneError(
      `${counted(tally.failed, 'device')} failed; the reasons are above. Run the command again. Their certificates cannot ` +
        'come into force, and the next sweep retires them.',
      false,
    );
  }
}

function nextSteps({ config }: Fleet, { model }: FleetClaim, next: number): string {
  const raise =
    config.claimGeneration >= next
      ? `The configuration has claimGeneration ${config.claimGeneration} already; deploy it if that was not done.`
      : `Set claimGeneration to ${next} in the configuration, and deploy.`;
  return (
    `Next: ${raise} Flash the devices of ${model} that have not provisioned with the new bundle. ` +
    'Look at the devices that joined since the leak (--since), and block those that are not yours.'
  );
}
