import { forEachBounded } from '@fleet/bounded-work';
import type { DisallowOutcome } from '@fleet/certificate-lifecycle';
import { InadmissibleSerialError, parseSerial } from '@fleet/fleet-contract';
import type { Command } from 'commander';
import { withExamples } from '../cli/examples';
import {
  PartlyDoneError,
  RefusedError,
  type Output,
  counted,
  type Fleet,
  ifDeployed,
} from '@fleet/fleet-operations';
import type { WithFleet } from '../cli/with-fleet';
import { serialOrList } from './list-source';
import { serialLines } from './serial-lines';
import type { TextLine } from './text-lines';

/** DynamoDB takes thousands of writes a second; more at once only wait for the network. */
const atOnce = 16;

/** `devices disallow` */
export function addDisallow(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('disallow')
    .argument('[serial]', 'serial number of the device; or --file')
    .summary('take a serial from the allow list, or each line of a file')
    .description(
      'Take a wrong line of the allow list back, or each line of a file: the record of a serial that has not joined is ' +
        'deleted. A device that has joined, or is blocked, is refused: the message says what to use instead. Lines that ' +
        'are refused are reported by number; the others are applied. Safe to repeat.',
    )
    .option('--file <path>', 'a serial on each line, # begins a comment; - for standard input')
    .action((text: string | undefined, { file }: { readonly file?: string }) => {
      const given = serialOrList(text, file);
      return withFleet((fleet, output) =>
        'serial' in given
          ? disallowDevice(fleet, output, given.serial)
          : disallowList(fleet, output, given.chunks),
      );
    });
  withExamples(
    command,
    ['one line', 'fleet-cli devices disallow sensor-0042'],
    ['the lines of a file that was given by mistake', 'fleet-cli devices disallow --file serials.txt'],
    [
      'for a script: how many were taken back',
      'fleet-cli devices disallow --file serials.txt --json | jq .disallowed',
    ],
  );
}

/**
 * Takes a serial from the allow list.
 * @throws InadmissibleSerialError, RefusedError for a device that has joined or is blocked
 */
export async function disallowDevice(fleet: Fleet, output: Output, text: string): Promise<void> {
  const serial = parseSerial(text);
  const outcome = await ifDeployed(fleet, fleet.registry.disallow(serial));
  const refusal = refusalOf(serial, outcome);
  if (refusal !== undefined) {
    throw new RefusedError(refusal);
  }
  const words = outcome === 'disallowed' ? 'is no longer on the list' : 'was not on the list';
  await output.result(`${serial} ${words}.`, { serial, outcome });
}

interface Tally {
  disallowed: number;
  /** Were not on the list. */
  unchanged: number;
  refused: number;
}

/**
 * Takes every serial of a list from the allow list, a line each. A line that is refused is reported and keeps no other
 * from its turn; a list that was not done to its end can be given again.
 * @throws PartlyDoneError when lines were refused
 */
export async function disallowList(
  fleet: Fleet,
  output: Output,
  chunks: AsyncIterable<string>,
): Promise<void> {
  const tally: Tally = { disallowed: 0, unchanged: 0, refused: 0 };
  await forEachBounded(serialLines(chunks), atOnce, async (line) => {
    const refusal = await disallowLine(fleet, line, tally);
    if (refusal !== undefined) {
      tally.refused += 1;
      output.say(`line ${line.number}: ${refusal}`);
    }
    output.progress(() => tallyWords(tally));
  });
  await output.result(`Done: ${tallyWords(tally)}.`, tally);
  if (tally.refused > 0) {
    throw new PartlyDoneError(
      `${counted(tally.refused, 'line was', 'lines were')} refused; no other is on the list any more.`,
      true,
    );
  }
}

/** @returns why the line was refused */
async function disallowLine(fleet: Fleet, { text }: TextLine, tally: Tally): Promise<string | undefined> {
  try {
    const serial = parseSerial(text);
    const outcome = await ifDeployed(fleet, fleet.registry.disallow(serial));
    const refusal = refusalOf(serial, outcome);
    if (refusal === undefined) {
      tally[outcome === 'disallowed' ? 'disallowed' : 'unchanged'] += 1;
    }
    return refusal;
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return error.message;
    }
    throw error;
  }
}

function refusalOf(serial: string, outcome: DisallowOutcome): string | undefined {
  switch (outcome) {
    case 'has-joined':
      return (
        `${serial} has joined already, so the list does not decide any more: keep it out with devices block ${serial}, ` +
        `or take it from the fleet with devices remove ${serial}.`
      );
    case 'blocked':
      return `${serial} is blocked, and its record is what keeps it out: unblock it first with devices unblock ${serial}.`;
    default:
      return undefined;
  }
}

function tallyWords({ disallowed, unchanged, refused }: Tally): string {
  return `${disallowed} taken from the list, ${unchanged} were not on it, ${refused} refused`;
}
