import { clockState, type ClockChange, type ClockState } from '@fleet/fleet-console-api';
import type { AdministrationRequest } from '@fleet/local-endpoints';

export type AdministerCloud = (request: AdministrationRequest) => Promise<unknown>;

const path = '/_local-cloud/time';

/** The time of local-cloud is asked for again after so long: somebody may have moved it by a command. */
const freshMillis = 1_000;

/** The clock of local-cloud, which can be moved. */
export class LocalClock {
  private offsetMillis = 0;
  private askedAt = -Infinity;

  constructor(
    private readonly administer: AdministerCloud,
    private readonly machineMillis: () => number = Date.now,
  ) {}

  /** The cloud's time, as of the latest answer. */
  readonly now = (): Date => new Date(this.machineMillis() + this.offsetMillis);

  /** @throws LocalCloudNotRunningError */
  async read(): Promise<ClockState> {
    return this.noted(await this.administer({ method: 'GET', path }));
  }

  /** @throws LocalCloudNotRunningError, LocalCloudRefusedError */
  async move(change: ClockChange): Promise<ClockState> {
    return this.noted(await this.administer({ method: 'PUT', path, body: change }));
  }

  /** Before something is asked that depends on the day. A cloud that is gone says so when it is asked for that. */
  async refresh(): Promise<void> {
    if (this.machineMillis() - this.askedAt >= freshMillis) {
      this.askedAt = this.machineMillis();
      await this.read().catch(() => undefined);
    }
  }

  private noted(answer: unknown): ClockState {
    const state = clockState.parse(answer);
    this.offsetMillis = state.offsetMillis;
    return state;
  }
}
