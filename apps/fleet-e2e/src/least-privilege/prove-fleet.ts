import assert from 'node:assert/strict';
import { ResourceStack } from '@fleet/resource-stack';
import type { KeptPermission } from './kept-permissions';
import type { LeastPrivilegeGround } from './least-privilege-ground';
import { PrivilegeProof, shownProof } from './privilege-proof';
import type { Scenario } from './scenario';

/** A fleet whose roles are proven, and with what. */
export interface ProvenFleet {
  readonly title: string;
  readonly start: (resources: ResourceStack) => Promise<StartedFleet>;
  readonly scenarios: readonly Scenario[];
  /** What none of the scenarios needs, and stays. */
  readonly kept: readonly KeptPermission[];
  /** The policies of AWS that roles have as a whole. */
  readonly keptPolicies: readonly KeptPermission[];
}

interface StartedFleet {
  readonly ground: LeastPrivilegeGround;
  /** Labels of permissions that are proven of another fleet. */
  readonly provenElsewhere: readonly string[];
}

/** Describes the tests of a fleet's roles: each scenario without each permission that it needs, and with all of them. */
export function proveFleet({ title, start, scenarios, kept, keptPolicies }: ProvenFleet): void {
  describe(title, () => {
    const resources = new ResourceStack();
    let running: { readonly proof: PrivilegeProof; readonly provenElsewhere: readonly string[] } | undefined;
    const started = () => {
      assert(running !== undefined, 'The fleet is there once the tests run');
      return running;
    };

    beforeAll(async () => {
      const { ground, provenElsewhere } = await start(resources);
      running = { proof: new PrivilegeProof(ground, kept), provenElsewhere };
      await running.proof.holdDailySweep();
    });
    afterAll(async () => {
      process.stderr.write(`\n${title}\n${(running?.proof.proofs ?? []).map(shownProof).join('\n')}\n`);
      await resources.dispose();
    });

    it('grants nothing that no scenario needs, unless a reason is written beside it', () => {
      const { proof, provenElsewhere } = started();
      const named = [...neededBy(scenarios), ...kept.map(({ permission }) => permission)];
      const granted = proof.ground.roles.permissions.map(({ label }) => label);
      const others = new Set(provenElsewhere);
      expect(granted.filter((label) => !others.has(label)).toSorted()).toEqual(named.toSorted());
    });

    it('gives no role a policy of AWS, unless a reason is written beside it', () => {
      const { attached } = started().proof.ground.roles;
      const shown = attached.map(({ role, policyArn }) => `${role}: ${policyArn}`);
      expect(shown).toEqual(keptPolicies.map(({ permission }) => permission));
    });

    describe.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
      '%s',
      (_title, scenario) => proveScenario(scenario, () => started().proof),
    );
  });
}

function proveScenario(scenario: Scenario, proof: () => PrivilegeProof): void {
  const needs = Object.entries(scenario.needs).flatMap(([step, labels]) =>
    labels.map((label) => [label, step] as const),
  );

  it.each(needs)('without %s fails at "%s"', async (label, step) => {
    const { failedAt, seen } = await proof().without(label, scenario);
    expect(failedAt).toBe(step);
    expect(seen).toBeDefined();
    process.stderr.write(`denied ${label}: "${step}" fails, says ${seen?.where ?? ''}\n`);
  });

  it('succeeds when all of it is allowed', () => proof().withEverything(scenario));
}

/** Labels of what these scenarios need. */
export function neededBy(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.flatMap(({ needs }) => Object.values(needs).flat());
}
