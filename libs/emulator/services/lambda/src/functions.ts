import { functionNotFound } from './errors';
import { functionNameOf } from './function-names';
import type { FunctionRecord } from './function-record';
import type { LambdaParts } from './lambda-parts';

/** @throws AwsError ResourceNotFoundException */
export function existingFunction(
  { functions }: Pick<LambdaParts, 'functions'>,
  reference: string,
  qualifier?: string,
): FunctionRecord {
  const record = functions.find(functionNameOf(reference, qualifier));
  if (!record) {
    throw functionNotFound(reference);
  }
  return record;
}
