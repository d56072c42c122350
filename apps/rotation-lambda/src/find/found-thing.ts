import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';

/**
 * A thing as the fleet index has it, as little of it as a sweep needs: this is what lies in the sweep's spool. Dates
 * are cut to what a date and a hint of anything else need, as attributes hold up to 800 characters.
 */
export const foundThing = z.object({
  thingName: z.string(),
  issued: z.optional(z.string()),
  /** What releases before this one noted on the thing of its first warning. It counts no more, and goes. */
  notified: z.optional(z.string()),
  connected: z.boolean(),
  /** How many are before it in this sweep. Absent where an older release has found it. */
  place: z.optional(z.int()),
});

export type FoundThing = z.infer<typeof foundThing>;

/** What SearchIndex says of a thing, as far as a sweep looks at it. */
export interface IndexedThing {
  readonly thingName?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly connectivity?: { readonly connected?: boolean | undefined } | undefined;
}

const longestDate = 20;

export function foundThingOf(document: IndexedThing): FoundThing | undefined {
  const { thingName, attributes = {}, connectivity } = document;
  if (thingName === undefined) {
    return undefined;
  }
  const issued = attributes[thingAttributes.certIssuance]?.slice(0, longestDate);
  const notified = attributes[thingAttributes.rotationNotified]?.slice(0, longestDate);
  const connected = connectivity?.connected === true;
  return defined({ thingName, connected, issued, notified });
}
