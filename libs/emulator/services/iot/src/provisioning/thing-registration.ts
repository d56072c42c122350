import { createHash } from 'node:crypto';
import type { Store } from '@fleet/emulator-store';
import type { PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import type { Certificates } from '../certificates/certificates';
import { ResourceNotFoundException } from '../errors';
import type { Policies } from '../policies/policies';
import type { PolicyAttachments } from '../policies/policy-attachments';
import { sameAttributes } from '../registry/thing-groups';
import type { ThingGroups } from '../registry/thing-groups';
import type { ThingPrincipals } from '../registry/thing-principals';
import type { Thing } from '../registry/thing-repository';
import type { Things } from '../registry/things';
import type { PlannedPolicy, PlannedThing, ProvisioningPlan } from './template-evaluation';

export interface ThingRegistrationParts {
  readonly store: Store;
  readonly arns: Arns;
  readonly things: Things;
  readonly groups: ThingGroups;
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
   * Applies the plan within the caller's transaction. The caller tells of the certificate's status once that is
   * committed, if the answer is that it has changed.
   * @throws ResourceConflictError, or an AwsError of the part that failed
   */
  apply(plan: ProvisioningPlan): { statusChanged: boolean } {
    return this.parts.store.transaction(() => {
      const { certificateId, status, thingPrincipalType } = plan.certificate;
      const certificateArn = this.parts.arns.certificate(certificateId);
      if (plan.thing !== undefined) {
        this.applyThing(plan.thing);
      }
      const statusChanged = this.parts.certificates.setStatus(certificateId, status);
      for (const policy of plan.policies) {
        this.parts.policyAttachments.attach(this.policyNameOf(policy), certificateArn);
      }
      if (plan.thing !== undefined) {
        this.parts.principals.attach(plan.thing.thingName, certificateArn, thingPrincipalType);
      }
      return { statusChanged };
    });
  }

  private applyThing(planned: PlannedThing): void {
    const existing = this.parts.things.find(planned.thingName);
    if (existing === undefined) {
      this.parts.things.create(planned.thingName, planned.thingTypeName, planned.attributes);
      this.joinGroups(planned, []);
      return;
    }
    this.applyAttributesAndType(existing, planned);
    this.applyGroups(planned);
  }

  private applyAttributesAndType(existing: Thing, planned: PlannedThing): void {
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
    this.parts.things.update(planned.thingName, {
      attributes: setsAttributes ? newAttributes : undefined,
      merge: onExisting.attributes === 'MERGE',
      thingTypeName: setsType ? newType : undefined,
    });
  }

  private applyGroups(planned: PlannedThing): void {
    const { thingGroups, onExisting } = planned;
    if (thingGroups === undefined || onExisting.thingGroups === 'DO_NOTHING') {
      return;
    }
    const current = this.currentGroups(planned.thingName);
    if (onExisting.thingGroups === 'FAIL') {
      if (thingGroups.some((name) => !current.includes(name))) {
        throw conflict(planned, 'thing groups');
      }
      return;
    }
    if (onExisting.thingGroups === 'REPLACE') {
      for (const name of current) {
        if (!thingGroups.includes(name)) {
          this.parts.groups.removeThing(name, planned.thingName);
        }
      }
    }
    this.joinGroups(planned, current);
  }

  private joinGroups({ thingName, thingGroups = [] }: PlannedThing, current: readonly string[]): void {
    for (const name of thingGroups) {
      if (!current.includes(name)) {
        this.parts.groups.addThing(name, thingName);
      }
    }
  }

  private currentGroups(thingName: string): readonly string[] {
    const all: PageRequest = {};
    return this.parts.groups.groupsOf(all, thingName).items;
  }

  /** A document without a name gets its hash for a name, and is made if it is new (guide: provision-template). */
  private policyNameOf(policy: PlannedPolicy): string {
    if ('policyName' in policy) {
      return policy.policyName;
    }
    const policyName = createHash('sha256').update(policy.policyDocument).digest('hex');
    try {
      return this.parts.policies.describe(policyName).policyName;
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) {
        throw error;
      }
      return this.parts.policies.create(policyName, policy.policyDocument).policyName;
    }
  }
}

function conflict(planned: PlannedThing, what: string): ResourceConflictError {
  return new ResourceConflictError(
    `thing ${planned.thingName} exists with other ${what} than the template's, and the template says FAIL`,
  );
}
