import type { DeviceActRequest } from '@fleet/fleet-console-api';

/** What somebody did by the console. */
export interface AuditedAct {
  readonly act: DeviceActRequest['act'] | 'revoke-claim' | 'move-clock' | 'set-fault' | 'remove-faults';
  /** A serial, a claim, or local-cloud itself. */
  readonly what: string;
  readonly options: object;
  readonly outcome: 'done' | 'failed' | 'refused';
  /** Why it was not done. */
  readonly message?: string;
}

export interface AuditLog {
  readonly note: (act: AuditedAct) => Promise<void>;
}

/** One line of JSON for each act: when, who, what, and what came of it. No option of an act is a secret. */
export function auditLog(
  write: (line: string) => void,
  now: () => Date,
  who: () => Promise<string>,
): AuditLog {
  return {
    note: async (act) => {
      write(
        `${JSON.stringify({ audit: 'fleet-console', at: now().toISOString(), who: await who(), ...act })}\n`,
      );
    },
  };
}
