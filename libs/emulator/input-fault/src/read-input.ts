import type * as z from 'zod';

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};
const mixed = 'must be a text, a number, a boolean, a list or a map';

/**
 * Reads an input by its schema; the fault of one that does not fit is a sentence that names the place.
 * @param whole what the input is called where the fault is in none of its members
 */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  refuse: (fault: string) => Error,
  whole = 'the input',
): z.output<Schema> {
  const read = schema.safeParse(input, { error: inWords });
  if (read.success) {
    return read.data;
  }
  const { path, message } = firstFault(read.error);
  throw refuse(`${path.length === 0 ? whole : path.join('.')} ${message}`);
}

function firstFault({ issues: [first] }: z.ZodError): Fault {
  return first === undefined ? { path: [], message: 'does not fit' } : deepest(first);
}

/** What a place is told. A schema that has words of its own for a fault keeps them. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined && issue.code !== 'custom') {
    return 'is missing';
  }
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'unrecognized_keys':
      return `has the unknown member ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'invalid_union':
      return Array.isArray(issue['options']) ? `must be ${issue['options'].join(' or ')}` : mixed;
    case 'invalid_key':
      return 'is not a name that is allowed';
    case 'too_big':
      return isNumber(issue) ? `must be at most ${issue.maximum}` : `is longer than ${issue.maximum}`;
    case 'too_small':
      return isNumber(issue) ? `must be at least ${issue.minimum}` : `is shorter than ${issue.minimum}`;
    default:
      return 'has a form that is not allowed';
  }
};

function isNumber({ origin }: { readonly origin: string }): boolean {
  return origin === 'number' || origin === 'int';
}

/** Of a union's branches, the one that got furthest is the one that was meant. */
function deepest(issue: z.core.$ZodIssue): Fault {
  const { path, message } = issue;
  const own = { path, message };
  if (issue.code !== 'invalid_union' || message !== mixed) {
    return own;
  }
  const inner = issue.errors
    .flatMap(([first]) => (first === undefined ? [] : [deepest(first)]))
    .reduce<Fault>((best, next) => (next.path.length > best.path.length ? next : best), {
      path: [],
      message,
    });
  return inner.path.length === 0 ? own : { path: [...path, ...inner.path], message: inner.message };
}
