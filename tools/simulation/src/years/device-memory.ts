import { waitOf } from '../../../../apps/edge-agent/src/timing/backoff';
import {
  afterProof,
  afterRequest,
  afterRound,
  nothingToRecord,
  requestsOf,
  requestWaitOf,
  verdictOn,
} from '../../../../apps/edge-agent/src/provisioning/recovery-record';
import { requestRefused } from '../../../../apps/edge-agent/src/provisioning/wait-ranges';
import type { Random } from './random';

/** What the agent knows of identities that were not let in, by its own rules; the device never restarts. */
export class DeviceMemory {
  private record = nothingToRecord;

  constructor(
    private readonly elapsed: () => number,
    private readonly random: Random,
  ) {}

  /** None of these was let in, and the claim was. */
  roundFailed(own: readonly string[]): void {
    this.record = afterRound(this.record, { failed: own, own, at: this.moment() });
  }

  isRefusedForGood(own: readonly string[]): boolean {
    return verdictOn(this.record, own).reached;
  }

  /** Milliseconds until it may ask for another one. */
  requestWait(): number {
    return requestWaitOf(this.record, this.moment());
  }

  requested(): void {
    const waitMillis = waitOf(requestRefused, requestsOf(this.record), () => this.random.next());
    this.record = afterRequest(this.record, { waitMillis, at: this.moment() });
  }

  proven(own: readonly string[]): void {
    this.record = afterProof(this.record, own);
  }

  private moment() {
    return { boot: 'first', millis: this.elapsed() };
  }
}
