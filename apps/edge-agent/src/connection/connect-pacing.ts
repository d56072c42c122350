import { isClaimClientId } from '@fleet/fleet-contract';
import { IdentityStorageError } from '../identity/storage-error';
import { leastMillisSince } from '../timing/boot-clock';
import type { Timing } from '../timing/timing';
import type { ConnectEntry, ConnectJournal } from './connect-journal';
import type { Connector } from './connection';

/**
 * The quotas of AWS IoT Core say one CONNECT a second for each client id; in effect it is one in ten seconds, as the
 * engineers of Greengrass found, whose nucleus keeps that distance. [documented; reported,
 * aws-greengrass-nucleus#1003] What comes sooner is closed without a word. One second more keeps clear of rounding
 * and of packets that take their time.
 */
export const awsConnectIntervalMillis = 11_000;

export interface PaceOptions {
  readonly timing: Timing;
  /** Between two CONNECTs of one client id. */
  readonly intervalMillis: number;
  readonly journal: ConnectJournal;
  /** Called for each wait of a second or more. */
  readonly onWait: (clientId: string, millis: number) => void;
  readonly warn: (message: string) => void;
}

/**
 * Keeps CONNECTs of one client id apart, also across restarts of the agent and of the machine. It counts from the end
 * of the attempt before: on a slow network that is the only moment by which the CONNECT has surely arrived. Of an
 * attempt that a kill has ended it counts from the next start. Client ids of claims are new each time, and wait for
 * nothing.
 */
export class ConnectPace {
  private entries: readonly ConnectEntry[];

  constructor(private readonly options: PaceOptions) {
    this.entries = this.entriesOfJournal();
  }

  /** Waits until a CONNECT with this client id may be sent. @throws the signal's reason */
  async turn(clientId: string, signal: AbortSignal): Promise<void> {
    const { timing, onWait } = this.options;
    for (let wait = this.waitFor(clientId); wait > 0; wait = this.waitFor(clientId)) {
      if (wait >= 1000) {
        onWait(clientId, wait);
      }
      await timing.sleep(wait, signal);
    }
  }

  /** A connector that waits for its turn. */
  paced(connect: Connector): Connector {
    return async (request, signal) => {
      const { clientId } = request;
      if (isClaimClientId(clientId)) {
        return connect(request, signal);
      }
      await this.turn(clientId, signal);
      this.note(clientId, true);
      try {
        return await connect(request, signal);
      } finally {
        this.note(clientId, false);
      }
    };
  }

  private waitFor(clientId: string): number {
    const { timing, intervalMillis } = this.options;
    const ages = this.entries
      .filter((entry) => entry.clientId === clientId || entry.clientId === anyClientId)
      .map(({ at }) => leastMillisSince(at, timing.sinceBoot()));
    return isClaimClientId(clientId) ? 0 : Math.ceil(intervalMillis - Math.min(intervalMillis, ...ages));
  }

  private note(clientId: string, underWay: boolean): void {
    const { timing, intervalMillis, journal, warn } = this.options;
    const at = timing.sinceBoot();
    const others = this.entries.filter(
      (entry) => entry.clientId !== clientId && leastMillisSince(entry.at, at) < intervalMillis,
    );
    this.entries = [...others, { clientId, at, underWay }];
    try {
      const state = { version: 1 as const, connects: [...this.entries] };
      if (underWay) {
        journal.write(state);
      } else {
        // Without this note the next start waits longer, never less.
        journal.writeUntilPowerCut(state);
      }
    } catch (error) {
      if (!(error instanceof IdentityStorageError)) {
        throw error;
      }
      // The pace is kept from memory: only the next start will not know of this CONNECT.
      warn(error.message);
    }
  }

  private entriesOfJournal(): ConnectEntry[] {
    const stored = this.options.journal.read();
    const at = this.options.timing.sinceBoot();
    if (stored.found === 'nothing') {
      return [];
    }
    if (stored.found === 'unreadable') {
      return [{ clientId: anyClientId, at, underWay: false }];
    }
    return stored.state.connects.map((entry) => (entry.underWay ? { ...entry, at } : entry));
  }
}

/** Stands for every client id that a damaged journal may have contained. No client id of a thing has such a letter. */
const anyClientId = '*';
