import * as z from 'zod/mini';
import { StateFile } from '../identity/state-file';
import { bootMoment } from '../timing/boot-clock';

/** The latest CONNECT of a client id. */
export const connectEntry = z.object({
  clientId: z.string().check(z.minLength(1), z.maxLength(128)),
  /** The attempt's end, or its begin while it is under way. */
  at: bootMoment,
  underWay: z.boolean(),
});
export type ConnectEntry = z.infer<typeof connectEntry>;

const connectJournal = z.object({
  version: z.literal(1),
  connects: z.array(connectEntry).check(z.maxLength(16)),
});

/** When which client id has sent its latest CONNECT: on disk, as a killed agent's successor has to know it as well. */
export type ConnectJournal = StateFile<z.infer<typeof connectJournal>>;

export function connectJournalIn(directory: string): ConnectJournal {
  return new StateFile(directory, 'connects.json', connectJournal);
}
