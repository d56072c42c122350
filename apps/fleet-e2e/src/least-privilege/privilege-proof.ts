import { eventually } from '@fleet/eventually';
import { setDailySweep } from '@fleet/local-fleet';
import { AccessDenials, type DenialSeen } from './access-denials';
import type { Permission } from './deployed-roles';
import type { KeptPermission } from './kept-permissions';
import type { LeastPrivilegeGround } from './least-privilege-ground';
import { takeSteps, type Scenario, type Watch } from './scenario';

/** A step waited for something, and somebody was told that the permission is missing. */
class DeniedError extends Error {
  override readonly name = 'DeniedError';

  constructor(readonly seen: DenialSeen) {
    super(seen.text);
  }
}

/** What became of a scenario without one permission. */
export interface Proof {
  readonly label: string;
  readonly scenario: string;
  /** Absent where nothing failed. */
  readonly failedAt: string | undefined;
  readonly seen: DenialSeen | undefined;
}

/** Runs scenarios without single permissions. What is kept with a reason is denied all the time. */
export class PrivilegeProof {
  readonly proofs: Proof[] = [];
  private readonly kept: readonly Permission[];

  constructor(
    readonly ground: LeastPrivilegeGround,
    kept: readonly KeptPermission[],
  ) {
    this.kept = kept.map(({ permission }) => ground.roles.find(permission));
  }

  /** Has no sweep begin by itself: scenarios move the time, and each is to find its own devices alone. */
  holdDailySweep(): Promise<void> {
    return setDailySweep(this.ground.clients.scheduler, this.ground.fleet.names, 'DISABLED');
  }

  /** @throws what the scenario fails with when everything is allowed that it needs */
  async withEverything(scenario: Scenario): Promise<void> {
    await this.ground.roles.denyOnly(this.kept);
    const prepared = await scenario.prepare(this.ground);
    try {
      const failed = await takeSteps(prepared, { until: eventually });
      if (failed !== undefined) {
        throw new Error(`"${failed.step}" failed though it was allowed`, { cause: failed.error });
      }
    } finally {
      await prepared.tidy?.();
    }
  }

  async without(label: string, scenario: Scenario): Promise<Proof> {
    const { roles } = this.ground;
    const denied = roles.find(label);
    await roles.denyOnly(this.kept);
    const prepared = await scenario.prepare(this.ground);
    try {
      const denials = this.denialsOf(denied);
      await roles.denyOnly([...this.kept, denied]);
      const failed = await takeSteps(prepared, watchFor(denials));
      const seen = failed && (await seenAfter(failed.error, label, denials));
      const proof = { label, scenario: scenario.title, failedAt: failed?.step, seen };
      this.proofs.push(proof);
      return proof;
    } finally {
      await roles.denyOnly(this.kept);
      await prepared.tidy?.();
    }
  }

  private denialsOf(denied: Permission): AccessDenials {
    const { testCloud, clients, logGroups } = this.ground;
    const { cloud } = testCloud;
    const { action, roleName } = denied;
    // What a function may not write of its log, it cannot say in its log.
    const logGroup = action.startsWith('logs:') ? undefined : logGroups.get(roleName);
    return new AccessDenials({ cloud, logs: clients.logs }, logGroup, denied);
  }
}

function seenAfter(error: unknown, label: string, denials: AccessDenials): Promise<DenialSeen> {
  return eventually(`word that "${label}" is denied`, () =>
    error instanceof DeniedError ? error.seen : (denials.saidBy(error) ?? denials.seen()),
  );
}

function watchFor(denials: AccessDenials): Watch {
  return {
    until: (what, probe) =>
      eventually(what, async () => {
        const found = await probe();
        const seen = found === undefined ? await denials.seen() : undefined;
        if (seen !== undefined) {
          throw new DeniedError(seen);
        }
        return found;
      }),
  };
}

/** One line of the table. */
export function shownProof({ label, scenario, failedAt, seen }: Proof): string {
  const outcome =
    failedAt === undefined ? 'NOTHING FAILED' : `"${failedAt}" failed, says ${seen?.where ?? 'nobody'}`;
  return `${label}\n    ${scenario}: ${outcome}`;
}
