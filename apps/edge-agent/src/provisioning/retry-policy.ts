import { isProgramFault } from '@fleet/program-faults';
import { ProvisioningError } from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import { ConnectionRefusedError } from '../connection/connection-errors';
import { DeviceFolderError } from '../device/device-folder';
import { Backoff } from '../timing/backoff';
import { CrowdBackoff } from '../timing/crowd-backoff';
import type { Timing } from '../timing/timing';
import { IdentitiesRefusedError } from './own-identities';
import { connectionRefused, passing, requestRefused } from './wait-ranges';

/**
 * When to try again. What passes by itself (network, throttling, policies that spread) is tried again soon. A refusal
 * of the cloud is asked about within minutes at first, and a day apart at last. A device with an identity of its own
 * that is not let in tries every quarter of an hour at least.
 */
export class RetryPolicy {
  private readonly passing: CrowdBackoff;
  private readonly connection: Backoff;
  private readonly refused: Backoff;

  constructor(
    timing: Pick<Timing, 'elapsed' | 'random'>,
    private readonly wasEverProven: () => boolean,
  ) {
    const { random } = timing;
    this.passing = new CrowdBackoff(passing, timing);
    this.connection = new Backoff(connectionRefused, random);
    this.refused = new Backoff(requestRefused, random);
  }

  /** Milliseconds to wait after this failure, or `undefined` for one that no waiting mends. */
  waitAfter(failure: unknown): number | undefined {
    if (failure instanceof DeviceFolderError || isFaultOfAgent(failure)) {
      return undefined;
    }
    if (isRequestRefusal(failure)) {
      return this.waitAfterRefusal();
    }
    if (failure instanceof IdentitiesRefusedError) {
      return this.connection.next();
    }
    if (failure instanceof ConnectionRefusedError) {
      return this.wasEverProven() ? this.connection.next() : this.waitAfterRefusal();
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
    this.connection.reset();
    this.refused.reset();
  }

  static of({ timing, identities }: Agent): RetryPolicy {
    return new RetryPolicy(timing, () => identities.all().some(({ record }) => record.state === 'proven'));
  }
}

/** True for a request that the cloud refuses, or could not carry out however often it is repeated. */
export function isRequestRefusal(failure: unknown): failure is ProvisioningError {
  return failure instanceof ProvisioningError && (failure.statusCode === 403 || !failure.retryable);
}

/** Also where the protocol library has met it in the agent's connection. */
export function isFaultOfAgent(failure: unknown): boolean {
  return isProgramFault(failure) || (failure instanceof ProvisioningError && isProgramFault(failure.cause));
}

/** True for a "no" of the cloud, as against a failure to ask. */
export function isCloudRefusal(failure: unknown): boolean {
  if (failure instanceof ProvisioningError) {
    return failure.statusCode === 403;
  }
  return failure instanceof IdentitiesRefusedError || failure instanceof ConnectionRefusedError;
}
