import { readDocumentPart } from '@fleet/policy-matching';
import type * as z from 'zod';
import { PolicyDocumentError } from '../document-error';

/**
 * The value as the schema has it.
 * @throws PolicyDocumentError for the first fault, with its path below `at`.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: string,
): z.output<Schema> {
  return readDocumentPart(schema, value, at, (path, fault) => new PolicyDocumentError(path, fault));
}
