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
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const { path, message } = result.error.issues[0] ?? { path: [], message: 'malformed' };
  const below = path.map(String);
  throw new PolicyDocumentError((at === '' ? below : [at, ...below]).join('.'), message);
}
