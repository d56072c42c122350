import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns, PolicyTarget } from '../arns';
import type { CertificateRepository } from '../certificates/certificate-repository';
import { LimitExceededException, ResourceNotFoundException } from '../errors';
import { Listeners } from '../listeners';
import { pageRules } from '../page-rules';
import type { ThingGroupRepository } from '../registry/thing-group-repository';
import type { AttachmentChanges } from './attachment-changes';
import type { Policies } from './policies';
import { checkPolicyName } from './policies';
import type { PolicyAttachmentRepository } from './policy-attachment-repository';

const mostPolicies = { certificate: 10, thinggroup: 2 };

export interface PolicyAttachmentsParts {
  readonly store: Store;
  readonly arns: Arns;
  readonly repository: PolicyAttachmentRepository;
  readonly policies: Policies;
  readonly certificates: CertificateRepository;
  readonly groups: ThingGroupRepository;
  readonly attachmentChanges: AttachmentChanges;
}

/** Which policies hold for which certificates and thing groups. */
export class PolicyAttachments {
  /** Notified with a target that got or lost a policy. */
  readonly changes = new Listeners<PolicyTarget>();

  constructor(private readonly parts: PolicyAttachmentsParts) {}

  /** AttachPolicy, idempotent. @throws ResourceNotFoundException, LimitExceededException, InvalidRequestException */
  attach(policyName: string | undefined, target: string | undefined): void {
    const holder = this.parts.arns.policyTargetOf(target);
    const { arn } = holder;
    this.parts.store.transaction(() => {
      const policy = this.parts.policies.find(policyName);
      if (policy === undefined) {
        // Reported: awslabs/aws-sdk-ios-samples#91.
        throw new ResourceNotFoundException('Policy not found');
      }
      this.checkExists(holder);
      const most = mostPolicies[holder.type];
      if (this.parts.repository.has(policy.policyName, arn)) {
        return;
      }
      if (this.parts.repository.countOf(arn) >= most) {
        throw new LimitExceededException(
          `The number of policies attached to ${arn} exceeds the limit of ${most}`,
        );
      }
      this.parts.attachmentChanges.attaching(arn);
      this.parts.repository.attach(policy.policyName, arn);
    });
    this.changes.tell(holder);
  }

  /** DetachPolicy: what is not attached is detached already. @throws InvalidRequestException */
  detach(policyName: string | undefined, target: string | undefined): void {
    const holder = this.parts.arns.policyTargetOf(target);
    const { arn } = holder;
    const name = checkPolicyName(policyName);
    this.parts.attachmentChanges.detaching(name, arn);
    this.parts.repository.detach(name, arn);
    this.changes.tell(holder);
  }

  /** ARNs of what a policy is attached to. @throws ResourceNotFoundException */
  targetsOf(request: PageRequest, policyName: string | undefined): Page<string> {
    const policy = this.parts.policies.describe(policyName);
    return page(request, pageRules, {
      name: ['targets-of-policy', policy.policyName],
      key: textKey,
      read: (after, limit) => this.parts.repository.targetsOf(policy.policyName, after, limit),
      keyOf: (target) => target,
    });
  }

  /** Names of a target's policies; `recursive` adds those of the groups above a group. @throws InvalidRequestException */
  policiesOf(request: PageRequest, target: string | undefined, recursive = false): Page<string> {
    const holder = this.parts.arns.policyTargetOf(target);
    const arns = [holder.arn, ...(recursive ? this.groupsAbove(holder) : [])];
    return page(request, pageRules, {
      name: ['policies-of-target', holder.arn, recursive],
      key: textKey,
      read: (after, limit) => {
        const names = arns.flatMap((arn) => this.parts.repository.policiesOf(arn, after, limit));
        return [...new Set(names)].sort().slice(0, limit);
      },
      keyOf: (name) => name,
    });
  }

  private groupsAbove(holder: PolicyTarget): string[] {
    const group = holder.type === 'thinggroup' ? this.parts.groups.find(holder.thingGroupName) : undefined;
    if (group === undefined) {
      return [];
    }
    return this.parts.groups
      .ancestorsOf(group)
      .map((each) => this.parts.arns.thingGroup(each.thingGroupName));
  }

  private checkExists(holder: PolicyTarget): void {
    const exists =
      holder.type === 'certificate'
        ? this.parts.certificates.statusOf(holder.certificateId) !== undefined
        : this.parts.groups.find(holder.thingGroupName) !== undefined;
    if (!exists) {
      throw new ResourceNotFoundException(`The target does not exist: ${holder.arn}`);
    }
  }
}
