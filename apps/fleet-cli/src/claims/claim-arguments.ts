import { fleetConfigBounds, isModelName, modelNameRange } from '@fleet/fleet-contract';
import { wholeNumber } from '../cli/argument-values';
import { UsageError } from '@fleet/fleet-operations';

/** @throws UsageError */
export function modelArgument(text: string): string {
  if (!isModelName(text)) {
    throw new UsageError(`The model must be ${modelNameRange}.`);
  }
  return text;
}

/** @throws UsageError */
export function generationOf(text: string): number {
  return wholeNumber(text, '--generation', fleetConfigBounds.claimGeneration);
}
