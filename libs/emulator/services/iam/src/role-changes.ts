import { LaggingView } from '@fleet/consistency';
import type { Consistency, Delays } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import type { Role, RoleRepository } from './role-repository';

/**
 * How long a new role, or another trust policy, takes to reach a service. Measured: a role just made needs tries at
 * CreateTopicRule (LocalStack's tests that were validated on AWS). Reported: 2 s (pulumi/pulumi-aws#2411) to 30 s
 * (hashicorp/terraform#7733). Guessed: each service sees it in a time of its own.
 */
const rolePropagation = { leastMillis: 2_000, mostMillis: 30_000 };

function rolePropagationOf(consistency: Consistency): Delays {
  return consistency.delays('role', rolePropagation);
}

/** Ends when every service sees the roles that there are now, or when the signal is aborted. */
export type AwaitRoles = (signal: AbortSignal) => Promise<void>;

/**
 * For CloudFormation. Guessed: it goes on when a role that it made has reached everybody. That a stack failed because it
 * did not is reported once (guardian/cf-notify#1, 2016).
 */
export function awaitingRoles(consistency: Consistency, clock: Clock): AwaitRoles {
  const { longestMillis } = rolePropagationOf(consistency);
  return async (signal) => {
    if (longestMillis === 0) {
      return;
    }
    await new Promise<void>((resolve) => {
      const cancel = clock.at(new Date(clock.nowMillis() + longestMillis), resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  };
}

/** Roles as services see them: what has changed reaches each of them in its time. */
export class RoleChanges {
  private readonly view: LaggingView<Role | undefined>;

  constructor(
    consistency: Consistency,
    private readonly clock: Clock,
    private readonly roles: RoleRepository,
  ) {
    this.view = new LaggingView(rolePropagationOf(consistency), clock);
  }

  /** To be called before a role is made, or its trust policy changes. */
  changing(name: string): void {
    this.view.changing(keyOf(name), () => this.roles.find(name));
  }

  seenBy(service: string, name: string): Role | undefined {
    return this.view.seen(keyOf(name), this.roles.find(name), {
      reader: service,
      at: this.clock.nowMillis(),
    });
  }
}

/** Names of roles do not differ in their case alone. */
function keyOf(name: string): string {
  return name.toLowerCase();
}
