import { IdentityStorageError } from '../identity/storage-error';
import { StateFile } from '../identity/state-file';
import { waitOf } from '../timing/backoff';
import type { Timing } from '../timing/timing';
import {
  afterProof,
  afterRequest,
  afterRound,
  isEmpty,
  keepingOnly,
  nothingToRecord,
  recoveryRecord,
  requestsOf,
  requestWaitOf,
  verdictOn,
  withoutTally,
  type RecoveryRecord,
  type Verdict,
} from './recovery-record';
import { isRefusedForGood } from './verdict';
import { requestRefused } from './wait-ranges';

export interface RecoverySurroundings {
  readonly timing: Pick<Timing, 'sinceBoot' | 'random'>;
  readonly warn: (message: string) => void;
}

/**
 * Remembers, through restarts and reboots, how often which identity was not let in, and when the device may ask for
 * another certificate. Where it cannot be read the count begins anew; where it cannot be written it goes on from
 * memory.
 */
export class Recovery {
  private readonly file: StateFile<RecoveryRecord>;
  private record: RecoveryRecord;

  constructor(
    directory: string,
    private readonly surroundings: RecoverySurroundings,
  ) {
    this.file = new StateFile(directory, 'recovery.json', recoveryRecord);
    const stored = this.file.read();
    this.record = stored.found === 'state' ? stored.state : nothingToRecord;
    if (stored.found === 'unreadable') {
      surroundings.warn(
        'recovery.json in the identity folder is damaged: the count of refusals starts again.',
      );
    }
  }

  /** A round in which these were not let in, and somebody else was. `own` are all that the device has. */
  roundFailed(failed: readonly string[], own: readonly string[]): void {
    const at = this.surroundings.timing.sinceBoot();
    this.change(afterRound(this.record, { failed, own, at }));
  }

  /** No refusal from before says anything of this one any more: it was let in, or registered only now. */
  startOver(certificateId: string): void {
    if (this.record.tallies[certificateId] !== undefined) {
      this.change(withoutTally(this.record, certificateId));
    }
  }

  /** Forgets what the device has no more. */
  keepOnly(own: readonly string[]): void {
    if (Object.keys(this.record.tallies).some((certificateId) => !own.includes(certificateId))) {
      this.change(keepingOnly(this.record, own));
    }
  }

  /** One was proven. */
  proven(own: readonly string[]): void {
    if (this.record.requests === undefined) {
      this.keepOnly(own);
    } else {
      this.change(afterProof(this.record, own));
    }
  }

  /**
   * The device has asked for another certificate. Also one that is granted may never be let in.
   *
   * @returns the milliseconds until it may ask again: minutes at first, and a day at last
   */
  requested(): number {
    const { timing } = this.surroundings;
    const waitMillis = waitOf(requestRefused, requestsOf(this.record), timing.random);
    this.change(afterRequest(this.record, { waitMillis, at: timing.sinceBoot() }));
    return waitMillis;
  }

  requestWait(): number {
    return requestWaitOf(this.record, this.surroundings.timing.sinceBoot());
  }

  verdictOn(certificateIds: readonly string[]): Verdict {
    return verdictOn(this.record, certificateIds);
  }

  /** Whether this one is. */
  isRefusedForGood(certificateId: string): boolean {
    return isRefusedForGood(this.record.tallies[certificateId]);
  }

  private change(record: RecoveryRecord): void {
    this.record = record;
    try {
      if (isEmpty(record)) {
        this.file.remove();
      } else {
        this.file.write(record);
      }
    } catch (error) {
      if (!(error instanceof IdentityStorageError)) {
        throw error;
      }
      this.surroundings.warn(error.message);
    }
  }
}
