import type { RoleAuthorizer } from '@fleet/aws-wire';
import type { ChangeLog } from '@fleet/consistency';
import type { Effect, FaultPoints } from '@fleet/faults';
import type { Store } from '@fleet/emulator-store';
import { ProvisioningRejection } from './provisioning-rejection';
import type { RegistrationCall, RegistrationStep } from './registration-calls';

export interface RegistrationRunParts {
  readonly store: Store;
  readonly faults: FaultPoints;
  /** Guessed: who sees the policy of a device that is registered sees its thing. */
  readonly attachments: Pick<ChangeLog, 'together'>;
  /** Whether the rate of an operation allows one more call of it. */
  readonly admits: (call: RegistrationCall) => boolean;
  readonly authorizeRole: RoleAuthorizer;
}

/** For whom, and in whose name. */
export interface RegistrationActors {
  readonly clientId: string;
  /** Of the template. */
  readonly roleArn: string;
}

/** Where a run of steps has stopped. */
type Stop =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'delayed'; readonly millis: number; readonly step?: RegistrationStep };

/**
 * Takes the steps of a registration one after the other. RegisterThing is not one transaction on AWS (documented: it
 * calls operations under the limits of the account, so a throttled one can be in the middle of it). Unknown: in which
 * order AWS calls them. Guessed: what was done before a call that fails, stays.
 */
export class RegistrationRun {
  constructor(private readonly parts: RegistrationRunParts) {}

  async take(steps: Iterator<RegistrationStep>, actors: RegistrationActors): Promise<void> {
    let stop = this.advance(steps, actors);
    while (stop.kind === 'delayed') {
      await this.parts.faults.wait(stop.millis);
      stop = this.advance(steps, actors, stop.step);
    }
    if (stop.kind === 'failed') {
      throw stop.error;
    }
  }

  /** All steps up to the stop are written at once, as each commit costs the disk a turn. */
  private advance(
    steps: Iterator<RegistrationStep>,
    actors: RegistrationActors,
    late?: RegistrationStep,
  ): Stop {
    const afterwards: (() => void)[] = [];
    const take = (step: RegistrationStep): void => {
      this.parts.store.transaction(step.work);
      if (step.afterwards !== undefined) {
        afterwards.push(step.afterwards);
      }
    };
    const takeSome = (): Stop => {
      try {
        if (late !== undefined) {
          take(late);
        }
        return this.takeAll(steps, actors, take);
      } catch (error) {
        return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
      }
    };
    const stop = this.parts.attachments.together(() => this.parts.store.transaction(takeSome));
    afterwards.forEach((tell) => tell());
    return stop;
  }

  private takeAll(
    steps: Iterator<RegistrationStep>,
    { clientId, roleArn }: RegistrationActors,
    take: (step: RegistrationStep) => void,
  ): Stop {
    for (let next = steps.next(); next.done !== true; next = steps.next()) {
      const step = next.value;
      this.checkRole(step, roleArn);
      const effect = step.call && this.effectOn(step.call, clientId);
      if (effect === undefined) {
        take(step);
      } else if (effect.kind === 'delay' && effect.when === 'before') {
        return { kind: 'delayed', millis: effect.millis, step };
      } else if (effect.kind === 'delay') {
        take(step);
        return { kind: 'delayed', millis: effect.millis };
      } else {
        if (effect.kind === 'fail' && effect.when === 'after') {
          take(step);
        }
        return { kind: 'failed', error: rejectionFor(effect) };
      }
    }
    return { kind: 'done' };
  }

  /**
   * Guessed: that AWS IoT asks IAM about these calls and no others, and what the role's session is called.
   * @throws AccessDeniedError
   */
  private checkRole({ call, on = [] }: RegistrationStep, roleArn: string): void {
    for (const resource of on) {
      const permission = { action: `iot:${call}`, resource, keys: {} };
      this.parts.authorizeRole({ roleArn, sessionName: 'provisioning' }, permission);
    }
  }

  private effectOn(call: RegistrationCall, clientId: string): Effect | undefined {
    const effect = this.parts.faults.at(`provisioning:${call}`, { clientId });
    return effect ?? (this.parts.admits(call) ? undefined : { kind: 'throttle' });
  }
}

/** Unknown: the answer of AWS. Documented is that the HTTP API throttles (API reference, RegisterThing). */
function rejectionFor(effect: Effect): ProvisioningRejection {
  return effect.kind === 'fail'
    ? new ProvisioningRejection(
        effect.status ?? 500,
        effect.code,
        effect.message ?? 'A fault was set on a call of this registration.',
      )
    : new ProvisioningRejection(429, 'Throttling', 'Rate exceeded');
}
