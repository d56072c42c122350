import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import { deletion } from '../consistency/changes-in-flight';
import type { ChangesInFlight } from '../consistency/changes-in-flight';
import {
  InvalidRequestException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  VersionConflictException,
} from '../errors';
import { Listeners } from '../listeners';
import { pageRules } from '../page-rules';
import type { AttachmentChanges } from '../policies/attachment-changes';
import type { PolicyAttachmentRepository } from '../policies/policy-attachment-repository';
import type { Attributes } from './names';
import { checkAttributes, checkName, mergeAttributes, withoutEmpty } from './names';
import type { ThingGroup, ThingGroupFilter, ThingGroupRepository } from './thing-group-repository';
import type { ThingRepository } from './thing-repository';

/** AWS IoT Device Management quotas: static groups a thing can be in. */
const mostGroupsOfAThing = 10;

export interface ThingGroupsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly arns: Arns;
  readonly repository: ThingGroupRepository;
  readonly things: ThingRepository;
  readonly policyAttachments: PolicyAttachmentRepository;
  readonly attachmentChanges: AttachmentChanges;
  readonly inFlight: ChangesInFlight;
}

export interface ThingGroupProperties {
  readonly description?: string | undefined;
  readonly attributes?: Attributes | undefined;
  /** Whether `attributes` are put beside those that are there; else they take their place. */
  readonly merge?: boolean | undefined;
}

/** The static thing groups: a hierarchy of names, the things in them, and the policies that follow from that. */
export class ThingGroups {
  /** Notified with the name of a group that was deleted. */
  readonly deletions = new Listeners<string>();
  /** Notified with the name of a thing that came into a group or left one. */
  readonly changes = new Listeners<string>();
  /** Notified with the name of a thing before it comes into a group or leaves one. */
  readonly changing = new Listeners<string>();

  constructor(private readonly parts: ThingGroupsParts) {}

  /** @throws ResourceAlreadyExistsException unless the very same group exists; ResourceNotFoundException (parent) */
  create(
    name: string | undefined,
    parentGroupName?: string,
    properties: ThingGroupProperties = {},
  ): ThingGroup {
    const { description = '', attributes: given = {} } = properties;
    const attributes = withoutEmpty(given);
    checkAttributes(attributes);
    const group: ThingGroup = {
      thingGroupName: checkName('thing group', name),
      thingGroupId: randomUUID(),
      parentGroupName,
      description,
      attributes,
      version: 1,
      createdAt: this.parts.clock.now(),
    };
    return this.parts.store.transaction(() => {
      if (parentGroupName !== undefined) {
        this.describe(parentGroupName);
      }
      const existing = this.parts.repository.find(group.thingGroupName);
      if (existing !== undefined) {
        return this.sameOrRefused(existing, group);
      }
      this.parts.repository.insert(group);
      return group;
    });
  }

  /** @throws ResourceNotFoundException */
  describe(name: string | undefined): ThingGroup {
    const thingGroupName = checkName('thing group', name);
    const found = this.parts.repository.find(thingGroupName);
    if (!found) {
      throw new ResourceNotFoundException(`Thing group ${thingGroupName} not found`);
    }
    return found;
  }

  /** From the root of the hierarchy down to the group's parent. */
  ancestorsOf(group: ThingGroup): readonly ThingGroup[] {
    return this.parts.repository.ancestorsOf(group);
  }

  /** Answers the group's new version. @throws ResourceNotFoundException, VersionConflictException */
  update(name: string | undefined, properties: ThingGroupProperties, expectedVersion?: number): number {
    return this.parts.store.transaction(() => {
      const group = this.describe(name);
      checkVersion(group, expectedVersion);
      const given = properties.attributes;
      checkAttributes(given ?? {});
      const attributes = given === undefined ? group.attributes : withoutEmpty(given);
      const next = {
        ...group,
        description: properties.description ?? group.description,
        attributes: properties.merge ? mergeAttributes(group.attributes, given ?? {}) : attributes,
        version: group.version + 1,
      };
      this.parts.repository.update(next);
      return next.version;
    });
  }

  /** A group that does not exist is deleted already. @throws InvalidRequestException while it has child groups */
  delete(name: string | undefined, expectedVersion?: number): void {
    const thingGroupName = checkName('thing group', name);
    this.parts.store.transaction(() => {
      const group = this.parts.repository.find(thingGroupName);
      if (group === undefined) {
        return;
      }
      checkVersion(group, expectedVersion);
      if (this.isParent(thingGroupName)) {
        throw new InvalidRequestException(`Cannot delete thing group ${thingGroupName}: it has child groups`);
      }
      const arn = this.parts.arns.thingGroup(thingGroupName);
      this.parts.attachmentChanges.detachingAll(arn);
      this.parts.policyAttachments.detachAll(arn);
      if (group.parentGroupName !== undefined) {
        this.parts.inFlight.parentGroups.changing(group.parentGroupName, () => true);
      }
      this.parts.repository.delete(thingGroupName);
    });
    this.deletions.tell(thingGroupName);
  }

  list(request: PageRequest, filter: ThingGroupFilter): Page<ThingGroup> {
    if (filter.parentGroupName !== undefined) {
      this.describe(filter.parentGroupName);
    }
    return page(request, pageRules, {
      name: ['thing-groups', filter.namePrefix, filter.parentGroupName, filter.recursive],
      key: textKey,
      read: (after, limit) => this.parts.repository.list(after, limit, filter),
      keyOf: (group) => group.thingGroupName,
    });
  }

  /** Idempotent. @throws ResourceNotFoundException; InvalidRequestException for an eleventh group */
  addThing(thingGroupName: string | undefined, thingName: string | undefined): void {
    const added = this.parts.store.transaction(() => {
      const group = this.describe(thingGroupName);
      const thing = this.existingThing(thingName);
      const groups = this.parts.repository.groupsOf(thing, undefined, mostGroupsOfAThing);
      if (groups.includes(group.thingGroupName)) {
        return thing;
      }
      if (groups.length >= mostGroupsOfAThing) {
        throw new InvalidRequestException(`Thing ${thing} is in ${mostGroupsOfAThing} thing groups already`);
      }
      this.changing.tell(thing);
      this.parts.repository.addThing(group.thingGroupName, thing);
      return thing;
    });
    this.changes.tell(added);
  }

  /** Idempotent. @throws ResourceNotFoundException */
  removeThing(thingGroupName: string | undefined, thingName: string | undefined): void {
    const group = this.describe(thingGroupName).thingGroupName;
    const thing = this.existingThing(thingName);
    this.changing.tell(thing);
    this.parts.repository.removeThing(group, thing);
    this.changes.tell(thing);
  }

  /** Names of the groups a thing is a direct member of. @throws ResourceNotFoundException */
  groupsOf(request: PageRequest, thingName: string | undefined): Page<string> {
    const thing = this.existingThing(thingName);
    return page(request, pageRules, {
      name: ['groups-of-thing', thing],
      key: textKey,
      read: (after, limit) => this.parts.repository.groupsOf(thing, after, limit),
      keyOf: (name) => name,
    });
  }

  /** Names of the members. @throws ResourceNotFoundException */
  thingsIn(request: PageRequest, thingGroupName: string | undefined, recursive = false): Page<string> {
    const group = this.describe(thingGroupName).thingGroupName;
    return page(request, pageRules, {
      name: ['things-in-group', group, recursive],
      key: textKey,
      read: (after, limit) => this.parts.repository.thingsIn(group, after, limit, recursive),
      keyOf: (name) => name,
    });
  }

  private isParent(thingGroupName: string): boolean {
    const { repository, inFlight, clock } = this.parts;
    const now = { reader: deletion, at: clock.nowMillis() };
    return repository.hasChildren(thingGroupName) || inFlight.parentGroups.seen(thingGroupName, false, now);
  }

  private existingThing(name: string | undefined): string {
    const thingName = checkName('thing', name);
    if (this.parts.things.exists(thingName)) {
      return thingName;
    }
    throw new ResourceNotFoundException(`Thing ${thingName} not found`);
  }

  private sameOrRefused(existing: ThingGroup, wanted: ThingGroup): ThingGroup {
    const same =
      existing.parentGroupName === wanted.parentGroupName &&
      existing.description === wanted.description &&
      sameAttributes(existing.attributes, wanted.attributes);
    if (same) {
      return existing;
    }
    throw new ResourceAlreadyExistsException(
      `Thing group ${existing.thingGroupName} already exists with different properties`,
      { resourceId: existing.thingGroupId, resourceArn: this.parts.arns.thingGroup(existing.thingGroupName) },
    );
  }
}

/** Whether two sets of attributes say the same, whatever their order. */
export function sameAttributes(one: Attributes, other: Attributes): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

function checkVersion(group: ThingGroup, expectedVersion: number | undefined): void {
  if (expectedVersion === undefined || expectedVersion === group.version) {
    return;
  }
  throw new VersionConflictException(
    `Thing group ${group.thingGroupName} has version ${group.version}, not ${expectedVersion}`,
  );
}
