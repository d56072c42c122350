import { LaggingView } from '@fleet/consistency';
import type { Consistency, Delays } from '@fleet/consistency';
import type { Clock } from '@fleet/emulator-clock';
import type { PolicyRepository } from './policy-repository';
import type { GrantedRole, RoleRepository } from './role-repository';

/**
 * How long a role, its trust policy and its permissions take to reach a service. Measured: a role just made needs tries
 * at CreateTopicRule (LocalStack's tests that were validated on AWS). Reported: 2 s (pulumi/pulumi-aws#2411) to 30 s
 * (hashicorp/terraform#7733) for a role, 10 to 15 s for a policy put into it or attached to it (aws/aws-sdk-js#850,
 * boto/boto3#1466). Guessed: each service sees a change in a time of its own, and no older one after a newer one.
 */
const rolePropagation = { leastMillis: 2_000, mostMillis: 30_000 };

function rolePropagationOf(consistency: Consistency): Delays {
  return consistency.delays('role', rolePropagation);
}

/** Ends when every service sees the roles, and what they may do, as they are now, or when the signal is aborted. */
export type AwaitRoles = (signal: AbortSignal) => Promise<void>;

/**
 * For CloudFormation. Reported: it needs 16 to 20 s for a role (logs in aws/aws-cdk#7964, unbounce/iidy#145), where IAM
 * answers at once. Guessed: it goes on when what it changed has reached everybody, policies included. That a stack failed
 * because it did not is reported once (guardian/cf-notify#1, 2016).
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

/** Roles and managed policies as services see them: what has changed reaches each of them in its time. */
export class RoleChanges {
  private readonly roleView: LaggingView<GrantedRole | undefined>;
  private readonly documentView: LaggingView<string | undefined>;

  constructor(
    consistency: Consistency,
    private readonly clock: Clock,
    private readonly roles: RoleRepository,
    private readonly policies: PolicyRepository,
  ) {
    this.roleView = new LaggingView(rolePropagationOf(consistency), clock);
    this.documentView = new LaggingView(rolePropagationOf(consistency), clock);
  }

  /** To be called before a role is made or ends, or anything of it changes. */
  changing(name: string): void {
    this.roleView.changing(keyOf(name), () => this.roles.granted(name));
  }

  /** To be called before a managed policy is made or ends, or has another default version. */
  changingPolicy(arn: string): void {
    this.documentView.changing(arn, () => this.policies.defaultDocument(arn));
  }

  seenBy(service: string, name: string): GrantedRole | undefined {
    return this.roleView.seen(keyOf(name), this.roles.granted(name), this.observation(service));
  }

  /** The document of a customer managed policy. */
  documentSeenBy(service: string, arn: string): string | undefined {
    return this.documentView.seen(arn, this.policies.defaultDocument(arn), this.observation(service));
  }

  private observation(service: string) {
    return { reader: service, at: this.clock.nowMillis() };
  }
}

/** Names of roles do not differ in their case alone. */
function keyOf(name: string): string {
  return name.toLowerCase();
}
