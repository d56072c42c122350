import { defined } from '@fleet/optional-members';
import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { momentOf } from '../cli/argument-values';
import { generationOf, modelArgument } from './claim-arguments';
import { revokeClaim } from '@fleet/fleet-operations';

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
          ...defined({
            generation,
            since: since === undefined ? undefined : momentOf(since, '--since'),
          }),
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
