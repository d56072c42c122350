import { defined } from '@fleet/optional-members';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { addAdopt } from '../adoption/adopt';
import { addUnadopt } from '../adoption/unadopt';
import { addAllow } from '../allow-list/allow';
import { addDisallow } from '../allow-list/disallow';
import { addListClaims } from '../claims/list-claims';
import { addRetireClaim } from '../claims/retire-claim';
import { addRevokeClaim } from '../claims/revoke-claim';
import { addAge } from '../devices/age';
import { addBlock } from '../devices/block';
import { addDue } from '../devices/due';
import { addList } from '../devices/list';
import { addPermit } from '../devices/permit';
import { addRemove } from '../devices/remove';
import { addRevokePermit } from '../devices/revoke-permit';
import { addShow } from '../devices/show';
import { addUnblock } from '../devices/unblock';
import { addReconcile } from '../reconcile/reconcile';
import { addSummary } from '../summary/summary';
import type { WithVoucherDesk } from '../vouchers/desk';
import { addIssue } from '../vouchers/issue';
import { addKeygen } from '../vouchers/keygen';
import { addPublicKey } from '../vouchers/public-key';
import { addShowVouchers } from '../vouchers/show-vouchers';
import { addVerifyVouchers } from '../vouchers/verify-vouchers';
import { exitCodeHelp } from './exit-codes';
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

type AddCommand<Work> = (group: Command, work: Work) => void;

/** In the order of the help, and of the manual page. */
const ofDevices: readonly AddCommand<WithFleet>[] = [
  ...[addShow, addList, addDue],
  ...[addAllow, addDisallow],
  ...[addPermit, addRevokePermit],
  ...[addBlock, addUnblock, addRemove, addAge],
  ...[addAdopt, addUnadopt],
];
const ofClaims = [addListClaims, addRevokeClaim, addRetireClaim];
const ofVouchers = [addKeygen, addPublicKey, addIssue, addShowVouchers, addVerifyVouchers];

/** The commands. Each works on the fleet that `withFleet` opens; those of the factory on what `withVoucherDesk` has. */
export function buildProgram(withFleet: WithFleet, withVoucherDesk: WithVoucherDesk): Command {
  const program = new Command('fleet-cli')
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
  addSummary(program.command('fleet').description('count the whole fleet'), withFleet);
  const devices = program.command('devices').description('show devices, and change what they may do');
  ofDevices.forEach((add) => add(devices, withFleet));
  const claims = program
    .command('claims')
    .description('show the claims of the models, and end those that leaked');
  ofClaims.forEach((add) => add(claims, withFleet));
  const vouchers = program.command('vouchers').description('make and verify the vouchers of a factory');
  ofVouchers.forEach((add) => add(vouchers, withVoucherDesk));
  addReconcile(program, withFleet);
  return program;
}
