import type * as z from 'zod';

/**
 * Reads a part of a policy document by its schema. Where it does not fit, `refuse` gets the place of the first fault,
 * below `at`, and what is wrong there in words.
 */
export function readDocumentPart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: string,
  refuse: (path: string, fault: string) => Error,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: inWords });
  if (result.success) {
    return result.data;
  }
  const { path, message } = result.error.issues[0] ?? { path: [], message: 'is malformed' };
  const below = path.map(String);
  throw refuse((at === '' ? below : [at, ...below]).join('.'), message);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'must be a string',
  object: 'must be a JSON object',
  record: 'must be a JSON object',
};

/** A schema that has words of its own for a fault keeps them. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? `must be of the type ${issue.expected}`;
    case 'unrecognized_keys':
      return `must not have the element ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    default:
      return undefined;
  }
};
