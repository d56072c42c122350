import { createHash } from 'node:crypto';
import type { PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import type { Certificates } from '../certificates/certificates';
import type { Policies } from '../policies/policies';
import type { PolicyAttachments } from '../policies/policy-attachments';
import type { BillingGroups } from '../registry/billing-groups';
import { sameAttributes } from '../registry/thing-groups';
import type { ThingGroups } from '../registry/thing-groups';
import type { ThingPrincipals } from '../registry/thing-principals';
import type { Thing } from '../registry/thing-repository';
import type { Things } from '../registry/things';
import type { RegistrationStep } from './registration-calls';
import type { PlannedPolicy, PlannedThing, ProvisioningPlan } from './template-evaluation';

export interface ThingRegistrationParts {
  readonly arns: Arns;
  readonly things: Things;
  readonly groups: ThingGroups;
  readonly billingGroups: BillingGroups;
  readonly principals: ThingPrincipals;
  readonly certificates: Certificates;
  readonly policies: Policies;
  readonly policyAttachments: PolicyAttachments;
}

/** An existing thing differs from the template in something whose override setting is FAIL. */
export class ResourceConflictError extends Error {
  override readonly name = 'ResourceConflictError';
}

/** Makes real what a template came to: thing, groups, certificate, policies. */
export class ThingRegistration {
  constructor(private readonly parts: ThingRegistrationParts) {}

  /**
   * The steps in their order. Each looks at what there is when its turn comes.
   * @throws ResourceConflictError, or an AwsError of the step that failed
   */
  *steps(plan: ProvisioningPlan): Generator<RegistrationStep, void> {
    const { certificateId, status, thingPrincipalType } = plan.certificate;
    const certificateArn = this.parts.arns.certificate(certificateId);
    if (plan.thing !== undefined) {
      yield* this.thingSteps(plan.thing);
    }
    yield this.statusStep(certificateId, status);
    for (const policy of plan.policies) {
      yield* this.policySteps(policy, certificateArn);
    }
    const { thing } = plan;
    if (thing !== undefined) {
      const { principals } = this.parts;
      yield {
        call: 'AttachThingPrincipal',
        on: [certificateArn],
        work: () => principals.attach(thing.thingName, certificateArn, thingPrincipalType),
      };
    }
  }

  private statusStep(
    certificateId: string,
    status: ProvisioningPlan['certificate']['status'],
  ): RegistrationStep {
    const { arns, certificates } = this.parts;
    let changed = false;
    return {
      call: 'UpdateCertificate',
      on: [arns.certificate(certificateId)],
      work: () => {
        changed = certificates.setStatus(certificateId, status);
      },
      afterwards: () => {
        if (changed) {
          certificates.statusChanges.tell({ certificateId, status });
        }
      },
    };
  }

  private *thingSteps(planned: PlannedThing): Generator<RegistrationStep, void> {
    const existing = this.parts.things.find(planned.thingName);
    if (existing !== undefined) {
      yield* this.attributesAndTypeSteps(existing, planned);
      yield* this.groupSteps(planned);
      yield* this.billingSteps(planned);
      return;
    }
    const { thingName, thingTypeName, attributes } = planned;
    yield {
      call: 'CreateThing',
      on: [this.parts.arns.thing(thingName)],
      work: () => void this.parts.things.create(thingName, thingTypeName, attributes),
    };
    yield* this.joinGroups(planned, []);
    yield* this.billingSteps(planned);
  }

  /** Guessed: a thing stays in the billing group that it is in, as no override setting is about it. */
  private *billingSteps({ thingName, billingGroup }: PlannedThing): Generator<RegistrationStep, void> {
    const { billingGroups } = this.parts;
    if (billingGroup !== undefined && billingGroups.groupOf(thingName) === undefined) {
      yield {
        call: 'AddThingToBillingGroup',
        work: () => billingGroups.addThing(billingGroup, thingName),
      };
    }
  }

  private *attributesAndTypeSteps(existing: Thing, planned: PlannedThing): Generator<RegistrationStep, void> {
    const { attributes, thingTypeName, onExisting } = planned;
    const newAttributes =
      attributes && !sameAttributes(attributes, existing.attributes) ? attributes : undefined;
    const newType = thingTypeName !== existing.thingTypeName ? thingTypeName : undefined;
    if (newAttributes && onExisting.attributes === 'FAIL') {
      throw conflict(planned, 'attributes');
    }
    if (newType && onExisting.thingTypeName === 'FAIL') {
      throw conflict(planned, 'thing type');
    }
    const setsAttributes = newAttributes !== undefined && onExisting.attributes !== 'DO_NOTHING';
    const setsType = newType !== undefined && onExisting.thingTypeName === 'REPLACE';
    if (!setsAttributes && !setsType) {
      return;
    }
    yield {
      call: 'UpdateThing',
      on: [this.parts.arns.thing(planned.thingName)],
      work: () =>
        void this.parts.things.update(planned.thingName, {
          attributes: setsAttributes ? newAttributes : undefined,
          merge: onExisting.attributes === 'MERGE',
          thingTypeName: setsType ? newType : undefined,
        }),
    };
  }

  private *groupSteps(planned: PlannedThing): Generator<RegistrationStep, void> {
    const { thingName, thingGroups, onExisting } = planned;
    if (thingGroups === undefined || onExisting.thingGroups === 'DO_NOTHING') {
      return;
    }
    const current = this.currentGroups(thingName);
    if (onExisting.thingGroups === 'FAIL') {
      if (thingGroups.some((name) => !current.includes(name))) {
        throw conflict(planned, 'thing groups');
      }
      return;
    }
    if (onExisting.thingGroups === 'REPLACE') {
      for (const name of current.filter((each) => !thingGroups.includes(each))) {
        yield {
          call: 'RemoveThingFromThingGroup',
          on: this.membership(thingName, name),
          work: () => this.parts.groups.removeThing(name, thingName),
        };
      }
    }
    yield* this.joinGroups(planned, current);
  }

  private *joinGroups(
    { thingName, thingGroups = [] }: PlannedThing,
    current: readonly string[],
  ): Generator<RegistrationStep, void> {
    for (const name of thingGroups.filter((each) => !current.includes(each))) {
      yield {
        call: 'AddThingToThingGroup',
        on: this.membership(thingName, name),
        work: () => this.parts.groups.addThing(name, thingName),
      };
    }
  }

  private membership(thingName: string, groupName: string): readonly string[] {
    const { arns } = this.parts;
    return [arns.thing(thingName), arns.thingGroup(groupName)];
  }

  private currentGroups(thingName: string): readonly string[] {
    const all: PageRequest = {};
    return this.parts.groups.groupsOf(all, thingName).items;
  }

  /** A document without a name gets its hash for a name, and is made if it is new (guide: provision-template). */
  private *policySteps(policy: PlannedPolicy, certificateArn: string): Generator<RegistrationStep, void> {
    const { arns, policies, policyAttachments } = this.parts;
    let policyName: string;
    if ('policyName' in policy) {
      ({ policyName } = policy);
    } else {
      const { policyDocument } = policy;
      policyName = createHash('sha256').update(policyDocument).digest('hex');
      if (policies.find(policyName) === undefined) {
        yield {
          call: 'CreatePolicy',
          on: [arns.policy(policyName)],
          work: () => void policies.create(policyName, policyDocument),
        };
      }
    }
    yield {
      call: 'AttachPolicy',
      on: [certificateArn],
      work: () => policyAttachments.attach(policyName, certificateArn),
    };
  }
}

function conflict(planned: PlannedThing, what: string): ResourceConflictError {
  return new ResourceConflictError(
    `thing ${planned.thingName} exists with other ${what} than the template's, and the template says FAIL`,
  );
}
