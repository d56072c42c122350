import { InadmissibleSerialError, isModelName, modelNameRange, parseSerial } from '@fleet/fleet-contract';
import { forEachBounded } from '@fleet/bounded-work';
import type { Output } from '../cli/output';
import { PartlyDoneError, RefusedError, UsageError } from '../cli/operator-errors';
import { progressOf } from '../cli/progress';
import { counted } from '../cli/words';
import type { Fleet } from '../fleet/fleet';
import { ifDeployed } from '../fleet/reading-fleet';
import { serialLines, type SerialLine } from './serial-lines';

/** DynamoDB takes thousands of writes a second; more at once only wait for the network. */
const atOnce = 16;

/**
 * Puts a serial on the allow list.
 * @throws InadmissibleSerialError, UsageError for the model, RefusedError for a blocked device
 */
export async function allowDevice(
  fleet: Fleet,
  output: Output,
  device: { readonly serial: string; readonly model?: string | undefined },
): Promise<void> {
  const serial = parseSerial(device.serial, fleet.serialRules);
  const model = checkedModel(fleet, output, device.model);
  const outcome = await ifDeployed(fleet, fleet.registry.allow(serial, model));
  if (outcome === 'blocked') {
    throw new RefusedError(isBlocked(serial));
  }
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
  list: { readonly chunks: AsyncIterable<string>; readonly model?: string | undefined },
): Promise<void> {
  const model = checkedModel(fleet, output, list.model);
  const tally: Tally = { allowed: 0, unchanged: 0, refused: 0 };
  const tick = progressOf(output.say, () => tallyWords(tally));
  await forEachBounded(serialLines(list.chunks), atOnce, async (line) => {
    const refusal = await allowLine(fleet, line, model, tally);
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
  { text }: SerialLine,
  model: string | undefined,
  tally: Tally,
): Promise<string | undefined> {
  try {
    const serial = parseSerial(text, fleet.serialRules);
    const outcome = await ifDeployed(fleet, fleet.registry.allow(serial, model));
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

function checkedModel(fleet: Fleet, output: Output, model: string | undefined): string | undefined {
  if (model === undefined) {
    return undefined;
  }
  if (!isModelName(model)) {
    throw new UsageError(`--model must be ${modelNameRange}.`);
  }
  if (!fleet.config.models.includes(model)) {
    output.say(
      `The fleet's configuration has no model ${model}: only claims of an earlier configuration have it.`,
    );
  }
  return model;
}

function tallyWords({ allowed, unchanged, refused }: Tally): string {
  return `${allowed} allowed, ${unchanged} were allowed already, ${refused} refused`;
}

function isBlocked(serial: string): string {
  return `${serial} is blocked: unblock it first with devices unblock ${serial}`;
}
