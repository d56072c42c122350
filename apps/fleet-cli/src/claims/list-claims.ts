import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { listClaims } from '@fleet/fleet-operations';

/** `claims list` */
export function addListClaims(claims: Command, withFleet: WithFleet): void {
  const command = claims
    .command('list')
    .summary('list the claims of all models, and how many devices came with each')
    .description(
      'List the claims of all models: generation, status in AWS IoT, when it was revoked, how many devices joined with it, ' +
        'and how many of its certificates were never proven. Counting reads every device. Records forget certificates that ' +
        'were deleted long ago, and with them how a device joined.',
    )
    .option('--no-counts', 'do not look at each device, which takes minutes in a large fleet')
    .action(({ counts }: { counts: boolean }) =>
      withFleet((fleet, output) => listClaims(fleet, output, { counts })),
    );
  withExamples(
    command,
    ['all claims, and how many devices joined with each', 'fleet-cli claims list'],
    ['without counting', 'fleet-cli claims list --no-counts'],
    [
      'for a script: the claims that are not in force',
      `fleet-cli claims list --no-counts --json | jq -c 'select(.status != "ACTIVE")'`,
    ],
  );
}
