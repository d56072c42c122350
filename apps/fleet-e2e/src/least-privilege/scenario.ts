import type { LeastPrivilegeGround } from './least-privilege-ground';

/** What a step waits with. */
export interface Watch {
  /**
   * Waits for something, or until somebody is told that the permission is missing that is denied.
   * @throws NeverHappenedError, DeniedError
   */
  until<Found>(what: string, probe: () => Found | undefined | Promise<Found | undefined>): Promise<Found>;
}

/** A scenario at the point where its steps begin. */
export interface PreparedScenario<Step extends string = string> {
  /** In their order. */
  readonly steps: Readonly<Record<Step, (watch: Watch) => Promise<unknown>>>;
  /** Takes away what other scenarios would come upon, whatever has become of the steps. */
  readonly tidy?: () => Promise<unknown>;
}

/** The smallest thing that somebody does with the fleet for which these permissions are needed. */
export interface Scenario<Step extends string = string> {
  readonly title: string;
  /** The permissions, by their labels, without which a step fails; each alone. */
  readonly needs: Readonly<Record<Step, readonly string[]>>;
  /** Brings everything to where the steps begin, with all permissions there. */
  prepare(ground: LeastPrivilegeGround): Promise<PreparedScenario<Step>>;
}

/** Has the compiler hold the steps of `needs` against those that are taken. */
export function scenario<Step extends string>(described: Scenario<Step>): Scenario {
  return described;
}

/** Labels of what a role must be allowed, by the resources as the stack's CDK app names them. */
export function permissions(
  role: string,
  actions: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  return Object.entries(actions).flatMap(([resource, names]) =>
    names.map((action) => `${role}: ${action} on ${resource}`),
  );
}

/** A step and what has ended it. */
export interface FailedStep {
  readonly step: string;
  readonly error: unknown;
}

/** Takes the steps one after the other. @returns the one that failed, if one did */
export async function takeSteps({ steps }: PreparedScenario, watch: Watch): Promise<FailedStep | undefined> {
  for (const [step, take] of Object.entries(steps)) {
    try {
      await take(watch);
    } catch (error) {
      return { step, error };
    }
  }
  return undefined;
}
