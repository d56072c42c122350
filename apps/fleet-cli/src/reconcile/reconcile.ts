import { forEachBounded, Pacer } from '@fleet/bounded-work';
import { isMadeByFleet } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { thingsInGroup } from '@fleet/iot-registry';
import { confirm } from '@fleet/operator-context';
import type { Command } from 'commander';
import { pastMomentArgument } from '../cli/argument-values';
import { withExamples } from '../cli/examples';
import { type Output, counted, devicesOf, type Fleet, type FleetWithLogs } from '@fleet/fleet-operations';
import type { WithFleet } from '../cli/with-fleet';
import { claimDifferences } from './compare-claims';
import { indexDifferences, type ShownDate } from './compare-index';
import { differencesOf, type Comparison } from './differences';
import { noEvidence, readEvidence } from './evidence';
import { examineDevice } from './examined-device';
import { carryOut } from './repair';

/** `reconcile` */
export function addReconcile(program: Command, withFleet: WithFleet): void {
  const command = program
    .command('reconcile')
    .summary('compare devices table, registry and fleet index, and repair what differs')
    .description(
      'Compare the devices table, the registry of AWS IoT and the fleet index, and print what differs. It is for a table ' +
        'that was put back to an earlier state: devices that joined or rotated since then are not on record as they are. ' +
        'Without --repair it changes nothing. With --repair it asks, and then puts on record what AWS IoT says: a ' +
        'certificate that is active, attached to its thing alone, has the policy of the fleet, and was seen connected as ' +
        'that device by the proof handler since the moment of --since. It never makes a certificate inactive, never ' +
        'detaches one, and never forgets a record: for what it does not repair it names the command. Run it again until ' +
        'nothing differs.',
    )
    .option(
      '--since <moment>',
      'the moment that the table was put back to; the log is read from there: 2026-01-31T12:00Z',
    )
    .option('--repair', 'repair what can be repaired')
    .option('--yes', 'do not ask')
    .action((flags: { readonly since?: string; readonly repair?: boolean; readonly yes?: boolean }) => {
      const { repair = false, yes = false } = flags;
      return withFleet(async (fleet, output) => {
        const since = flags.since === undefined ? undefined : pastMomentArgument(flags.since, '--since');
        if (repair && !yes) {
          const question = `Write into the devices table ${fleet.names.devicesTable} in ${fleet.place} what AWS IoT says?`;
          await confirm(question, fleet.names.resourceTag);
        }
        await reconcile(fleet, output, { since, repair });
      });
    });
  withExamples(
    command,
    ['what differs', 'fleet-cli reconcile'],
    [
      'after the table was put back to an earlier state: what would be done',
      'fleet-cli reconcile --since 2026-01-31T12:00Z',
    ],
    ['do it', 'fleet-cli reconcile --since 2026-01-31T12:00Z --repair'],
    [
      'for a script: the serials of what is left to do',
      `fleet-cli reconcile --since 2026-01-31T12:00Z --repair --yes --json | jq -r 'select(.outcome == "differs") | .serial'`,
    ],
  );
}

export interface ReconcileOptions {
  readonly since?: Date | undefined;
  readonly repair: boolean;
  /** Injected by tests. */
  readonly pacer?: Pick<Pacer, 'turn'>;
}

/** A device takes two calls of which AWS IoT admits ten a second (AWS General Reference): the fleet needs them, too. */
const devicesPerSecond = 5;
const atOnce = 4;

const ownTiming = {
  now: () => new Date(),
  sleep: (millis: number) => new Promise<void>((resolve) => void setTimeout(resolve, millis)),
};

interface Tally {
  devices: number;
  differences: number;
  repaired: number;
}

interface Run {
  readonly fleet: Fleet;
  readonly output: Output;
  readonly comparison: Comparison;
  readonly repair: boolean;
  readonly members: ReadonlySet<string>;
  readonly tally: Tally;
  /** What the registry has as dates of the things in the fleet's group. */
  readonly dates: Map<string, ShownDate>;
  readonly pacer: Pick<Pacer, 'turn'>;
}

/** Compares all three, and repairs where that is asked for. Safe to repeat, and to be repeated after a failure. */
export async function reconcile(
  fleet: FleetWithLogs,
  output: Output,
  { since, repair, pacer = new Pacer(devicesPerSecond, ownTiming) }: ReconcileOptions,
): Promise<void> {
  const tally: Tally = { devices: 0, differences: 0, repaired: 0 };
  await compareClaims(fleet, output, repair, tally);
  const evidence =
    since === undefined
      ? noEvidence
      : await readEvidence(fleet, since, (lines) =>
          output.progress(() => `${counted(lines, 'line')} of the log read`),
        );
  const comparison = { evidence, hasEvidence: since !== undefined, at: fleet.now() };
  const members = new Set<string>();
  for await (const page of thingsInGroup(fleet.iot, fleet.names.thingGroup)) {
    page.forEach((name) => members.add(name));
    output.progress(() => `${counted(members.size, 'thing')} listed`);
  }
  const dates = new Map<string, ShownDate>();
  const run = { fleet, output, comparison, repair, members, tally, dates, pacer };
  await forEachBounded(serialsOf(run), atOnce, async (serial) => compareDevice(run, serial));
  await compareIndex(run);
  await output.result(summaryWords(tally, repair), { summary: tally, repair });
  if (tally.differences > tally.repaired && !repair) {
    output.say('Nothing was changed. --repair repairs what can be repaired.');
  }
}

/** Those on record that have joined or are in the group, then those that are only in the group. */
async function* serialsOf({ fleet, members }: Run): AsyncGenerator<string> {
  const left = new Set(members);
  for await (const record of devicesOf(fleet)) {
    const isMember = left.delete(record.serial);
    if (isMember || isMadeByFleet(record) || record.removal !== undefined) {
      yield record.serial;
    }
  }
  yield* left;
}

async function compareDevice(run: Run, serial: string): Promise<void> {
  const { fleet, output, comparison, tally, members } = run;
  await run.pacer.turn();
  const device = await examineDevice(fleet, serial, members.has(serial));
  if (device.inFleet) {
    run.dates.set(serial, { date: device.thing?.attributes[thingAttributes.certIssuance] });
  }
  for (const { kind, words, repair } of differencesOf(device, comparison)) {
    tally.differences += 1;
    const isDone =
      run.repair && repair !== undefined && (await carryOut(fleet, serial, repair)) === 'repaired';
    tally.repaired += isDone ? 1 : 0;
    if (isDone && repair.does === 'write-date') {
      run.dates.set(serial, 'just-written');
    }
    const outcome = isDone ? 'repaired' : repair !== undefined && !run.repair ? 'would-repair' : 'differs';
    await output.result(`${outcome.replace('-', ' ')} ${serial}: ${words}`, {
      serial,
      outcome,
      kind,
      words,
      repair: repair?.does ?? null,
    });
  }
  tally.devices += 1;
  output.progress(() => summaryWords(tally, run.repair));
}

async function compareClaims(fleet: Fleet, output: Output, repair: boolean, tally: Tally): Promise<void> {
  for await (const { certificateId, kind, words, isRepairable } of claimDifferences(fleet)) {
    tally.differences += 1;
    if (repair && isRepairable) {
      await fleet.registry.noteClaimRevoked(certificateId, fleet.now());
      tally.repaired += 1;
    }
    const outcome = !isRepairable ? 'differs' : repair ? 'repaired' : 'would-repair';
    await output.result(`${outcome.replace('-', ' ')}: ${words}`, { certificateId, outcome, kind, words });
  }
}

async function compareIndex({ fleet, output, dates, tally }: Run): Promise<void> {
  for await (const { serial, words } of indexDifferences(fleet, dates)) {
    tally.differences += 1;
    const where = serial === undefined ? '' : ` ${serial}`;
    await output.result(`differs${where}: ${words}`, {
      serial: serial ?? null,
      outcome: 'differs',
      kind: 'index-differs',
      words,
    });
  }
}

function summaryWords({ devices, differences, repaired }: Tally, repair: boolean): string {
  const done = repair ? `, ${repaired} repaired` : '';
  return `${counted(devices, 'device')} compared, ${counted(differences, 'difference')}${done}`;
}
