import type { Command } from 'commander';
import { InadmissibleSerialError, isModelName, modelNameRange, parseSerial } from '@fleet/fleet-contract';
import { forEachBounded } from '@fleet/bounded-work';
import type { ModelBinding } from '@fleet/certificate-lifecycle';
import {
  type Output,
  PartlyDoneError,
  RefusedError,
  UsageError,
  counted,
  type Fleet,
  ifDeployed,
} from '@fleet/fleet-operations';
import { serialLines } from './serial-lines';
import type { TextLine } from './text-lines';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { serialOrList } from './list-source';

interface AllowFlags {
  readonly model?: string;
  readonly anyModel?: boolean;
  readonly force?: boolean;
  readonly file?: string;
}

/** `devices allow` */
export function addAllow(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('allow')
    .argument('[serial]', 'serial number of the device; or --file')
    .summary('put a serial on the allow list, or each line of a file')
    .description(
      'Put a serial on the allow list, or each line of a file, for one model or for any. Lines that are refused are reported ' +
        'by number; the others are applied. Safe to repeat: after an interruption, run it again with the same list.',
    )
    .option('--model <model>', 'allow it only for this model')
    .option('--any-model', 'allow it for every model; without this, a binding to a model stays')
    .option(
      '--force',
      "take a model that the fleet's configuration does not have, as only devices of a dropped model are",
    )
    .option('--file <path>', 'a serial on each line, # begins a comment; - for standard input')
    .action((text: string | undefined, { file, ...model }: AllowFlags) => {
      const given = serialOrList(text, file);
      return withFleet((fleet, output) =>
        'serial' in given
          ? allowDevice(fleet, output, { ...given, ...model })
          : allowList(fleet, output, { ...given, ...model }),
      );
    });
  withExamples(
    command,
    ['one device, of one model', 'fleet-cli devices allow sensor-0042 --model sensor'],
    ['a list', 'fleet-cli devices allow --file serials.txt --model sensor'],
    [
      'in a script, from standard input',
      'fleet-cli devices allow --file - --model sensor --json < serials.txt',
    ],
  );
}

/** DynamoDB takes thousands of writes a second; more at once only wait for the network. */
const atOnce = 16;

/** What the operator says of the model that serials are bound to. */
export interface AllowedModel {
  readonly model?: string | undefined;
  /** A binding to a model is lifted. Without this and a model, it stays. */
  readonly anyModel?: boolean | undefined;
  /** Whether a model is taken that the configuration does not have. */
  readonly force?: boolean | undefined;
}

/**
 * Puts a serial on the allow list.
 * @throws InadmissibleSerialError, UsageError for the model, RefusedError for a blocked device
 */
export async function allowDevice(
  fleet: Fleet,
  output: Output,
  device: AllowedModel & { readonly serial: string },
): Promise<void> {
  const serial = parseSerial(device.serial, fleet.serialRules);
  const binding = bindingOf(fleet, device);
  const outcome = await ifDeployed(fleet, fleet.registry.allow(serial, binding));
  if (outcome === 'blocked') {
    throw new RefusedError(isBlocked(serial));
  }
  const model = (await fleet.registry.find(serial))?.allowedModel;
  const already = outcome === 'unchanged' ? ' already' : '';
  const bound = model === undefined ? '' : `, only as ${model}`;
  await output.result(`${serial} is allowed${already}${bound}.`, { serial, outcome, model: model ?? null });
}

interface Tally {
  allowed: number;
  unchanged: number;
  refused: number;
}

/**
 * Puts every serial of a list on the allow list, a line each. A line that is refused is reported and keeps no
 * other out; a list that was not done to its end can be given again.
 * @throws PartlyDoneError when lines were refused
 */
export async function allowList(
  fleet: Fleet,
  output: Output,
  list: AllowedModel & { readonly chunks: AsyncIterable<string> },
): Promise<void> {
  const binding = bindingOf(fleet, list);
  const tally: Tally = { allowed: 0, unchanged: 0, refused: 0 };
  const tick = () => output.progress(() => tallyWords(tally));
  await forEachBounded(serialLines(list.chunks), atOnce, async (line) => {
    const refusal = await allowLine(fleet, line, binding, tally);
    if (refusal !== undefined) {
      tally.refused += 1;
      output.say(`line ${line.number}: ${refusal}`);
    }
    tick();
  });
  await output.result(`Done: ${tallyWords(tally)}.`, tally);
  if (tally.refused > 0) {
    throw new PartlyDoneError(
      `${counted(tally.refused, 'line was', 'lines were')} refused; all others are on record.`,
      true,
    );
  }
}

/** @returns why the line was refused */
async function allowLine(
  fleet: Fleet,
  { text }: TextLine,
  binding: ModelBinding,
  tally: Tally,
): Promise<string | undefined> {
  try {
    const serial = parseSerial(text, fleet.serialRules);
    const outcome = await ifDeployed(fleet, fleet.registry.allow(serial, binding));
    if (outcome === 'blocked') {
      return isBlocked(serial);
    }
    tally[outcome] += 1;
    return undefined;
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return error.message;
    }
    throw error;
  }
}

function bindingOf(fleet: Fleet, { model, anyModel, force }: AllowedModel): ModelBinding {
  if (model === undefined) {
    return anyModel === true ? 'any-model' : 'as-it-is';
  }
  if (anyModel === true) {
    throw new UsageError('Give --model or --any-model, not both.');
  }
  if (!isModelName(model)) {
    throw new UsageError(`--model must be ${modelNameRange}.`);
  }
  const { models } = fleet.config;
  if (!models.includes(model) && force !== true) {
    throw new RefusedError(
      `The fleet's configuration has no model ${model}, so no claim of it is made: it has ${models.join(', ')}. ` +
        'Add --force where devices of a model that was dropped still come.',
    );
  }
  return { model };
}

function tallyWords({ allowed, unchanged, refused }: Tally): string {
  return `${allowed} allowed, ${unchanged} were allowed already, ${refused} refused`;
}

function isBlocked(serial: string): string {
  return `${serial} is blocked: unblock it first with devices unblock ${serial}`;
}
