import * as z from 'zod';
import { apiFailure } from './failure';

/** What a page that is open hears without asking. */
export const liveEvent = z.discriminatedUnion('kind', [
  /** The cloud's time; also says that the stream lives. */
  z.object({ kind: z.literal('time'), now: z.iso.datetime() }),
  /** What the page shows of this may be different now: it asks again. */
  z.object({
    kind: z.literal('changed'),
    what: z.enum(['fleet', 'device', 'claims', 'about', 'faults']),
    serial: z.string().optional(),
  }),
  /** The cloud cannot be asked, and why; `time` comes again when it can. */
  z.object({ kind: z.literal('trouble'), failure: apiFailure }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;
