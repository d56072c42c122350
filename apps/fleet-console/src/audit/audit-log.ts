import { randomUUID } from 'node:crypto';
import type { DeviceActRequest } from '@fleet/fleet-console-api';

/** What somebody does by the console. No option of an act is a secret. */
export interface AuditedAct {
  readonly act: DeviceActRequest['act'] | 'revoke-claim' | 'move-clock' | 'set-fault' | 'remove-faults';
  /** A serial, a claim, or local-cloud itself. */
  readonly what: string;
  readonly options: object;
}

/** What came of an act. */
export interface ActEnd {
  readonly outcome: 'done' | 'partly' | 'failed' | 'refused';
  /** Why it was not done, or not all of it. */
  readonly message?: string;
}

export interface AuditLog {
  /** Notes that an act begins, before anything of it is done. @returns what notes its end */
  readonly begin: (act: AuditedAct) => Promise<(end: ActEnd) => void>;
}

/**
 * Two lines of JSON for each act, with one id: when, who and what before it is done, so that an act in which the
 * console was killed has a line as well; and then what came of it.
 */
export function auditLog(
  write: (line: string) => void,
  now: () => Date,
  who: () => Promise<string>,
): AuditLog {
  return {
    begin: async (act) => {
      const same = { id: randomUUID(), who: await who(), ...act };
      const note = (end: ActEnd | { readonly outcome: 'begun' }) =>
        write(`${JSON.stringify({ audit: 'fleet-console', at: now().toISOString(), ...same, ...end })}\n`);
      note({ outcome: 'begun' });
      return note;
    },
  };
}
