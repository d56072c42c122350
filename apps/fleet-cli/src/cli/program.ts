import { defined } from '@fleet/optional-members';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { addChangingCommands } from './changing-commands';
import { addClaimCommands } from './claim-commands';
import { exitCodeHelp } from './exit-codes';
import { addFleetCommands } from './fleet-commands';
import { addReadingCommands } from './reading-commands';
import { addVoucherCommands, type WithVoucherDesk } from './voucher-commands';
import type { WithFleet } from './with-fleet';

const options = z.object({
  local: z.boolean().default(false),
  json: z.boolean().default(false),
  tag: z.string().optional(),
});

/** The options that every command takes, before or after its name. */
export function globalOptions(program: Command): { local: boolean; json: boolean; tag?: string } {
  return defined(options.parse(program.opts()));
}

/** The commands. Each works on the fleet that `withFleet` opens; those of the factory on what `withVoucherDesk` has. */
export function buildProgram(withFleet: WithFleet, withVoucherDesk: WithVoucherDesk): Command {
  const program = new Command('fleet')
    .description('Shows and changes the devices of a fleet.')
    .addOption(new Option('--local', 'a running local-cloud instead of AWS'))
    .addOption(new Option('--json', 'print results as JSON on stdout, one value on each line'))
    .addOption(
      new Option('--tag <tag>', 'resource tag of the fleet, instead of the one in its configuration file'),
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'afterAll',
      `${exitCodeHelp}\napps/infra/fleet.config.json, or the file that FLEET_CONFIG names, selects the fleet.`,
    )
    .showHelpAfterError('(--help lists the commands)')
    .exitOverride();
  const devices = program.command('devices').description('show devices, and change what they may do');
  addReadingCommands(devices, withFleet);
  addChangingCommands(devices, withFleet);
  addFleetCommands(devices, withFleet);
  const claims = program
    .command('claims')
    .description('show the claims of the models, and end those that leaked');
  addClaimCommands(claims, withFleet);
  const vouchers = program.command('vouchers').description('make and verify the vouchers of a factory');
  addVoucherCommands(vouchers, withVoucherDesk);
  return program;
}
