import { ProvisioningError } from '@fleet/provisioning-protocol';
import { ConnectionRefusedError } from '../connection/connection-errors';
import { DeviceFolderError } from '../device/device-folder';
import { Backoff } from '../timing/backoff';
import { AllIdentitiesRefusedError } from './own-identities';

const minute = 60_000;

/**
 * When to try again. What passes by itself (network, throttling, policies that spread) is tried again soon, and
 * a refusal of the cloud within minutes at first and a day apart at last: to a device a refusal and an outage of
 * the hook look the same, so that it is never final.
 */
export class RetryPolicy {
  private readonly passing: Backoff;
  private readonly refused: Backoff;

  constructor(random: () => number) {
    this.passing = new Backoff({ floorMillis: 0, firstMillis: 1000, longestMillis: 5 * minute }, random);
    this.refused = new Backoff(
      { floorMillis: minute, firstMillis: 3 * minute, longestMillis: 24 * 60 * minute },
      random,
    );
  }

  /** Milliseconds to wait after this failure, or `undefined` for one that no waiting mends. */
  waitAfter(failure: unknown): number | undefined {
    if (failure instanceof DeviceFolderError) {
      return undefined;
    }
    if (isCloudRefusal(failure) || (failure instanceof ProvisioningError && !failure.retryable)) {
      return this.waitAfterRefusal();
    }
    return this.passing.next();
  }

  /** Milliseconds to wait after a refusal that the failure itself does not show to be one. */
  waitAfterRefusal(): number {
    return this.refused.next();
  }

  /** To be called when all is well again. */
  reset(): void {
    this.passing.reset();
    this.refused.reset();
  }
}

/** True for a "no" of the cloud, as against a failure to ask. */
export function isCloudRefusal(failure: unknown): boolean {
  if (failure instanceof ProvisioningError) {
    return failure.statusCode === 403;
  }
  if (failure instanceof AllIdentitiesRefusedError) {
    return failure.certain;
  }
  return failure instanceof ConnectionRefusedError && failure.evidence !== 'closed';
}
