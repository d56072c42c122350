import { Option, type Command } from 'commander';
import type { PermitKind } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { groupsOfThing } from '@fleet/iot-registry';
import {
  permitEnd,
  checkPermittedCertificate,
  permitKindArgument,
  permitKinds,
  serialArgument,
} from '../cli/argument-values';
import type { Output } from '../cli/output';
import { RefusedError } from '../cli/operator-errors';
import type { Fleet } from '../fleet/fleet';
import { shortId } from '../cli/words';
import { findRecord } from '../fleet/reading-fleet';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';

interface PermitOptions {
  readonly hours?: string;
  readonly until?: string;
  readonly certificate?: string;
}

/** `devices permit SERIAL KIND` */
export function addPermit(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('permit')
    .argument('<serial>', 'serial number of the device')
    .argument(
      '<kind>',
      `${permitKinds.join(' or ')}: provision with the claim although it has a certificate, or rotate before it is due`,
    )
    .summary('allow a device one thing, once, that the rules refuse')
    .description(
      'Allow a device one thing that the rules refuse, once. The permit ends after 24 hours by default, after 30 days at ' +
        "the latest, by the cloud's clock. A reprovision permit can be used by everybody who has the claim, unless " +
        '--certificate names the one certificate that it is for: the device shows its id when it is refused, and may ask ' +
        'again with it within an hour. Safe to repeat.',
    )
    .addOption(
      new Option('--hours <count>', 'valid for this many hours, 1 to 720 (default: 24)').conflicts('until'),
    )
    .option('--until <moment>', 'valid until this time, at most 30 days from now: 2026-01-31T12:00Z')
    .option(
      '--certificate <id>',
      'reprovision: only with this certificate, whose id the device shows when it is refused',
    )
    .action((text: string, kindText: string, options: PermitOptions) => {
      const permit = { serial: serialArgument(text), kind: permitKindArgument(kindText), ...options };
      checkPermittedCertificate(permit.kind, options.certificate);
      return withFleet((fleet, output) => permitDevice(fleet, output, permit));
    });
  withExamples(
    command,
    ['rotate before it is due', 'fleet-cli devices permit sensor-0042 rotate'],
    ['provision again, after a factory reset', 'fleet-cli devices permit sensor-0042 reprovision --hours 2'],
    [
      'for a script: until when it holds',
      'fleet-cli devices permit sensor-0042 rotate --hours 48 --json | jq -r .until',
    ],
  );
}

const allows: Readonly<Record<PermitKind, string>> = {
  reprovision: 'provision anew with its claim',
  rotate: 'rotate before it is due',
};

/**
 * Lets a device do once what the rules refuse, until a moment by the cloud's clock.
 * @throws UsageError for a moment out of range, UnknownDeviceError, RefusedError for a blocked device
 */
export async function permitDevice(
  fleet: Fleet,
  output: Output,
  permit: {
    readonly serial: string;
    readonly kind: PermitKind;
    readonly hours?: string | undefined;
    readonly until?: string | undefined;
    /** The only certificate that the permit is to be for. */
    readonly certificate?: string | undefined;
  },
): Promise<void> {
  const { serial, kind, certificate } = permit;
  const record = await findRecord(fleet, serial);
  const until = permitEnd(permit, fleet.now());
  if (record?.state === 'blocked') {
    throw new RefusedError(
      `${serial} is blocked, so a permit has no effect: unblock it first with devices unblock ${serial}.`,
    );
  }
  await fleet.registry.grantPermit(serial, kind, until, certificate);
  if (kind === 'reprovision') {
    await warnOfOthers(fleet, output, serial);
  }
  const only = certificate === undefined ? '' : `, and get the certificate ${shortId(certificate)} alone`;
  await output.result(`${serial} may ${allows[kind]}${only}, once, until ${until.toISOString()}.`, {
    serial,
    kind,
    until: until.toISOString(),
    ...defined({ certificateId: certificate }),
  });
}

/** A permit counts for more than whose the thing is: two fleets of one account may have devices of one name. */
async function warnOfOthers({ iot, names }: Fleet, { say }: Output, serial: string): Promise<void> {
  if ((await groupsOfThing(iot, serial))?.includes(names.thingGroup) === false) {
    say(
      `The thing ${serial} exists, and it is not in the group ${names.thingGroup}: a device that uses this permit takes ` +
        `that name, and disconnects whoever has it now. If you do not want that: devices revoke-permit ${serial}.`,
    );
  }
}
