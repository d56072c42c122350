import type { Context } from 'hono';
import type * as z from 'zod';
import { ApiError } from '../failures/api-error';

/** The body of a request. @throws ApiError for what it cannot be */
export async function bodyOf<Shape extends z.ZodType>(
  context: Context,
  shape: Shape,
): Promise<z.output<Shape>> {
  const text = await context.req.text();
  return checked(shape, parsed(text));
}

/** What stands behind the `?` of an address. @throws ApiError for what it cannot be */
export function queryOf<Shape extends z.ZodType>(context: Context, shape: Shape): z.output<Shape> {
  return checked(shape, context.req.query());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new ApiError('usage', 'The body of the request is no JSON.');
    }
    throw error;
  }
}

function checked<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const read = shape.safeParse(value);
  if (read.success) {
    return read.data;
  }
  throw new ApiError('usage', read.error.issues.map(problemIn).join(' '));
}

function problemIn({ path, message }: z.core.$ZodIssue): string {
  return `${path.length === 0 ? 'The request' : path.join('.')}: ${message}.`;
}
