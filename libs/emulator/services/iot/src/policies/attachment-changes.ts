import type { ChangesInFlight } from '../consistency/changes-in-flight';
import type { PolicyAttachmentRepository } from './policy-attachment-repository';

/** More than a target can have attached. */
const wholePage = 250;

/** To be told before policies are attached or detached: not everybody is to see it at once. */
export class AttachmentChanges {
  constructor(
    private readonly changes: ChangesInFlight,
    private readonly repository: PolicyAttachmentRepository,
  ) {}

  attaching(target: string): void {
    this.changes.attachedPolicies.changing(target, () => this.policiesOf(target));
  }

  detaching(policyName: string, target: string): void {
    this.attaching(target);
    this.changes.policiesInUse.changing(policyName, () => this.repository.hasTargets(policyName));
  }

  detachingAll(target: string): void {
    for (const policyName of this.policiesOf(target)) {
      this.detaching(policyName, target);
    }
  }

  private policiesOf(target: string): readonly string[] {
    return this.repository.policiesOf(target, undefined, wholePage);
  }
}
