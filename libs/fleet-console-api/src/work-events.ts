import * as z from 'zod';
import { apiFailure } from './failure';

/** What a device of a selection is, in front of what is said of it. */
const serial = z.string().optional();

/**
 * What work over a second says on its way, each as one server-sent event of that name. `result` comes once or more;
 * `failed` is the failure of the whole, or of one device of a selection, and `partly` of what was done in part; `done` comes last, and only when the work has
 * come to its end: a stream that ends without it was cut.
 */
export const workEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('say'), serial, words: z.string() }),
  z.object({ kind: z.literal('progress'), serial, words: z.string() }),
  z.object({ kind: z.literal('result'), serial, words: z.string(), data: z.unknown() }),
  z.object({ kind: z.literal('failed'), serial, failure: apiFailure }),
  z.object({ kind: z.literal('partly'), serial, failure: apiFailure }),
  z.object({
    kind: z.literal('done'),
    succeeded: z.number(),
    failed: z.number(),
    /** How many of those that failed were done in part; absent where none was. */
    partly: z.number().optional(),
  }),
]);
export type WorkEvent = z.infer<typeof workEvent>;
