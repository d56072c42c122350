import * as z from 'zod';

/** Property types that CloudFormation has for all resources; it takes numbers and booleans as strings as well. */
export const bool = z.union([z.boolean(), z.stringbool()], 'must be true or false');
export const int = z
  .union([z.number(), z.string().regex(/^-?\d+$/, 'must be a whole number')], 'must be a whole number')
  .transform(Number);
/** A JSON document, given as an object or as its text. */
export const document = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]);
