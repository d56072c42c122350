import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import { deletion } from '../consistency/changes-in-flight';
import type { ChangesInFlight } from '../consistency/changes-in-flight';
import {
  DeleteConflictException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  VersionsLimitExceededException,
  invalidIdentifier,
} from '../errors';
import { Listeners } from '../listeners';
import { pageRules } from '../page-rules';
import type { PolicyAttachmentRepository } from './policy-attachment-repository';
import { checkPolicyDocument } from './policy-document';
import type { Policy, PolicyRepository, PolicyVersion } from './policy-repository';

const namePattern = /^[\w+=,.@-]{1,128}$/;
const mostVersions = 5;

export interface PoliciesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly arns: Arns;
  readonly repository: PolicyRepository;
  readonly attachments: PolicyAttachmentRepository;
  readonly changes: ChangesInFlight;
}

/** The AWS IoT policies of the account, at most five versions of each. */
export class Policies {
  /** Notified with the name of a policy whose document in force changed. */
  readonly changes = new Listeners<string>();

  constructor(private readonly parts: PoliciesParts) {}

  /** @throws MalformedPolicyException, ResourceAlreadyExistsException, InvalidRequestException */
  create(name: string | undefined, document: string | undefined): PolicyVersion {
    const policyName = checkPolicyName(name);
    const checked = checkPolicyDocument(document);
    const now = this.parts.clock.now();
    const version = { policyName, versionId: 1, document: checked, createdAt: now };
    this.parts.store.transaction(() => {
      if (this.parts.repository.find(policyName) !== undefined) {
        throw new ResourceAlreadyExistsException(
          `Policy cannot be created - name already exists (name=${policyName})`,
          {
            resourceId: policyName,
            resourceArn: this.parts.arns.policy(policyName),
          },
        );
      }
      this.parts.repository.insert({
        policyName,
        defaultVersionId: 1,
        lastVersionId: 1,
        createdAt: now,
        modifiedAt: now,
      });
      this.parts.repository.insertVersion(version);
    });
    return version;
  }

  find(name: string | undefined): Policy | undefined {
    return this.parts.repository.find(checkPolicyName(name));
  }

  /** @throws ResourceNotFoundException */
  describe(name: string | undefined): Policy {
    const policyName = checkPolicyName(name);
    const found = this.find(policyName);
    if (!found) {
      throw new ResourceNotFoundException(`The policy does not exist (name=${policyName})`);
    }
    return found;
  }

  /** A version by its id as the API spells it; the one in force unless one is named. @throws ResourceNotFoundException */
  version(name: string | undefined, versionId?: string): PolicyVersion {
    const policy = this.describe(name);
    const wanted = versionId === undefined ? policy.defaultVersionId : checkVersionId(versionId);
    return this.existingVersion(policy, wanted);
  }

  /** Newest first. @throws ResourceNotFoundException */
  versions(name: string | undefined): readonly PolicyVersion[] {
    return this.parts.repository.versionsOf(this.describe(name).policyName);
  }

  list(request: PageRequest, ascending = true): Page<Policy> {
    return page(request, pageRules, {
      name: ['policies', ascending],
      key: textKey,
      read: (after, limit) => this.parts.repository.list(after, limit, ascending),
      keyOf: (policy) => policy.policyName,
    });
  }

  /** @throws MalformedPolicyException, ResourceNotFoundException, VersionsLimitExceededException */
  createVersion(name: string | undefined, document: string | undefined, setAsDefault = false): PolicyVersion {
    const checked = checkPolicyDocument(document);
    const now = this.parts.clock.now();
    const created = this.parts.store.transaction(() => {
      const policy = this.describe(name);
      if (this.parts.repository.versionsOf(policy.policyName).length >= mostVersions) {
        // Reported: hashicorp/terraform-provider-aws#30314.
        throw new VersionsLimitExceededException(
          `The policy ${policy.policyName} already has the maximum number of versions (${mostVersions})`,
        );
      }
      const versionId = policy.lastVersionId + 1;
      const version = { policyName: policy.policyName, versionId, document: checked, createdAt: now };
      this.parts.repository.insertVersion(version);
      if (setAsDefault) {
        this.documentChanging(policy);
      }
      this.parts.repository.update({
        ...policy,
        lastVersionId: versionId,
        defaultVersionId: setAsDefault ? versionId : policy.defaultVersionId,
        modifiedAt: now,
      });
      return version;
    });
    if (setAsDefault) {
      this.changes.tell(created.policyName);
    }
    return created;
  }

  /** @throws ResourceNotFoundException */
  setDefaultVersion(name: string | undefined, versionId: string | undefined): void {
    const policy = this.describe(name);
    const { versionId: defaultVersionId } = this.existingVersion(policy, checkVersionId(versionId));
    this.documentChanging(policy);
    this.parts.repository.update({ ...policy, defaultVersionId, modifiedAt: this.parts.clock.now() });
    this.changes.tell(policy.policyName);
  }

  /** @throws ResourceNotFoundException; DeleteConflictException for the version in force */
  deleteVersion(name: string | undefined, versionId: string | undefined): void {
    const policy = this.describe(name);
    const version = this.existingVersion(policy, checkVersionId(versionId));
    if (policy.defaultVersionId === version.versionId) {
      throw new DeleteConflictException(
        `Cannot delete the default version of a policy (name=${version.policyName},id=${version.versionId})`,
      );
    }
    this.parts.repository.deleteVersion(version.policyName, version.versionId);
  }

  /** @throws ResourceNotFoundException; DeleteConflictException while attached, or while there are other versions */
  delete(name: string | undefined): void {
    this.parts.store.transaction(() => {
      const { policyName } = this.describe(name);
      if (this.isInUse(policyName)) {
        // Reported: rebuy-de/aws-nuke#374.
        throw new DeleteConflictException(
          `The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`,
        );
      }
      if (this.parts.repository.versionsOf(policyName).length > 1) {
        // Reported up to "default version": rebuy-de/aws-nuke#320 cuts it there. Guessed: the rest.
        throw new DeleteConflictException(
          `The policy cannot be deleted as versions other than the default version exist (name=${policyName})`,
        );
      }
      this.parts.repository.delete(policyName);
    });
  }

  /** To be called before another document is in force. */
  private documentChanging({ policyName, defaultVersionId }: Policy): void {
    this.parts.changes.policyDocuments.changing(policyName, () =>
      this.parts.repository.findVersion(policyName, defaultVersionId),
    );
  }

  private isInUse(policyName: string): boolean {
    const { attachments, changes, clock } = this.parts;
    const now = { reader: deletion, at: clock.nowMillis() };
    return attachments.hasTargets(policyName) || changes.policiesInUse.seen(policyName, false, now);
  }

  private existingVersion({ policyName }: Policy, versionId: number): PolicyVersion {
    const found = this.parts.repository.findVersion(policyName, versionId);
    if (!found) {
      throw new ResourceNotFoundException(
        `The policy version does not exist (name=${policyName},id=${versionId})`,
      );
    }
    return found;
  }
}

/** API reference: `[\w+=,.@-]+`, 1 to 128. @throws InvalidRequestException */
export function checkPolicyName(name: string | undefined): string {
  if (name !== undefined && namePattern.test(name)) {
    return name;
  }
  throw invalidIdentifier(
    'policy name',
    name,
    '1 to 128 characters of a-z, A-Z, 0-9, "_", "+", "=", ",", ".", "@" and "-"',
  );
}

function checkVersionId(versionId: string | undefined): number {
  if (versionId === undefined || !/^[1-9][0-9]{0,8}$/.test(versionId)) {
    throw invalidIdentifier('policy version id', versionId, 'a number of 1 to 9 digits');
  }
  return Number(versionId);
}
