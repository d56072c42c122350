import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import {
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  VersionConflictException,
} from '../errors';
import { pageRules } from '../page-rules';
import type { BillingGroup, BillingGroupRepository } from './billing-group-repository';
import { checkName } from './names';
import type { ThingRepository } from './thing-repository';

export interface BillingGroupsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly repository: BillingGroupRepository;
  readonly things: ThingRepository;
}

/** Groups of things that are paid for together; a thing is in one of them at most. */
export class BillingGroups {
  constructor(private readonly parts: BillingGroupsParts) {}

  /** @throws ResourceAlreadyExistsException unless the very same group exists */
  create(name: string | undefined, description = ''): BillingGroup {
    const group: BillingGroup = {
      billingGroupName: checkName('billing group', name),
      billingGroupId: randomUUID(),
      description,
      version: 1,
      createdAt: this.parts.clock.now(),
    };
    return this.parts.store.transaction(() => {
      const existing = this.parts.repository.find(group.billingGroupName);
      if (existing === undefined) {
        this.parts.repository.save(group);
        return group;
      }
      if (existing.description === description) {
        return existing;
      }
      // Guessed: the text of another group of the name is like that of a thing group.
      throw new ResourceAlreadyExistsException(
        `Billing group ${group.billingGroupName} already exists with different properties`,
        { resourceId: existing.billingGroupId },
      );
    });
  }

  /** @throws ResourceNotFoundException */
  describe(name: string | undefined): BillingGroup {
    const billingGroupName = checkName('billing group', name);
    const found = this.parts.repository.find(billingGroupName);
    if (found === undefined) {
      throw new ResourceNotFoundException(`Billing group ${billingGroupName} not found`);
    }
    return found;
  }

  /** Answers the new version. @throws ResourceNotFoundException, VersionConflictException */
  update(name: string | undefined, description: string | undefined, expectedVersion?: number): number {
    return this.parts.store.transaction(() => {
      const group = this.describe(name);
      checkVersion(group, expectedVersion);
      const next = {
        ...group,
        description: description ?? group.description,
        version: group.version + 1,
      };
      this.parts.repository.save(next);
      return next.version;
    });
  }

  /** A group that does not exist is deleted already (API reference). @throws VersionConflictException */
  delete(name: string | undefined, expectedVersion?: number): void {
    const billingGroupName = checkName('billing group', name);
    this.parts.store.transaction(() => {
      const group = this.parts.repository.find(billingGroupName);
      if (group !== undefined) {
        checkVersion(group, expectedVersion);
        this.parts.repository.delete(billingGroupName);
      }
    });
  }

  list(request: PageRequest, prefix = ''): Page<string> {
    return page(request, pageRules, {
      name: ['billing-groups', prefix],
      key: textKey,
      read: (after, limit) => this.parts.repository.names(after, limit, prefix),
      keyOf: (name) => name,
    });
  }

  /** @throws ResourceNotFoundException */
  addThing(name: string | undefined, thingName: string | undefined): void {
    this.parts.store.transaction(() => {
      const { billingGroupName } = this.describe(name);
      this.parts.repository.addThing(billingGroupName, this.existingThing(thingName));
    });
  }

  /** What is not in the group is out of it already. @throws ResourceNotFoundException */
  removeThing(name: string | undefined, thingName: string | undefined): void {
    this.parts.store.transaction(() => {
      const { billingGroupName } = this.describe(name);
      const thing = this.existingThing(thingName);
      if (this.parts.repository.groupOf(thing) === billingGroupName) {
        this.parts.repository.removeThing(thing);
      }
    });
  }

  groupOf(thingName: string): string | undefined {
    return this.parts.repository.groupOf(thingName);
  }

  /** @throws ResourceNotFoundException */
  thingsIn(request: PageRequest, name: string | undefined): Page<string> {
    const { billingGroupName } = this.describe(name);
    return page(request, pageRules, {
      name: ['things-in-billing-group', billingGroupName],
      key: textKey,
      read: (after, limit) => this.parts.repository.thingsIn(billingGroupName, after, limit),
      keyOf: (thingName) => thingName,
    });
  }

  private existingThing(name: string | undefined): string {
    const thingName = checkName('thing', name);
    if (this.parts.things.exists(thingName)) {
      return thingName;
    }
    throw new ResourceNotFoundException(`Thing ${thingName} not found`);
  }
}

function checkVersion(
  { billingGroupName, version }: BillingGroup,
  expectedVersion: number | undefined,
): void {
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw new VersionConflictException(
      `Billing group ${billingGroupName} has version ${version}, not ${expectedVersion}`,
    );
  }
}
