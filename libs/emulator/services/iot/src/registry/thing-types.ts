import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import {
  InvalidRequestException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '../errors';
import { pageRules } from '../page-rules';
import { checkName } from './names';
import type { ThingRepository } from './thing-repository';
import type { ThingType, ThingTypeRepository } from './thing-type-repository';

const millisBeforeDeletion = 5 * 60_000;

export interface ThingTypesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly repository: ThingTypeRepository;
  readonly things: ThingRepository;
}

/** The kinds of things; a thing that has one may have fifty attributes. */
export class ThingTypes {
  constructor(private readonly parts: ThingTypesParts) {}

  create(
    name: string | undefined,
    properties: {
      description?: string | undefined;
      searchableAttributes?: readonly string[] | undefined;
    } = {},
  ): ThingType {
    const { description = '', searchableAttributes = [] } = properties;
    const type: ThingType = {
      thingTypeName: checkName('thing type', name),
      thingTypeId: randomUUID(),
      description,
      searchableAttributes,
      createdAt: this.parts.clock.now(),
      deprecatedAt: undefined,
    };
    return this.parts.store.transaction(() => {
      const existing = this.parts.repository.find(type.thingTypeName);
      if (existing === undefined) {
        this.parts.repository.insert(type);
        return type;
      }
      if (sameProperties(existing, type)) {
        return existing;
      }
      throw new ResourceAlreadyExistsException(
        `Thing type ${type.thingTypeName} already exists with different properties`,
        { resourceId: existing.thingTypeId },
      );
    });
  }

  /** @throws ResourceNotFoundException */
  describe(name: string | undefined): ThingType {
    const thingTypeName = checkName('thing type', name);
    const found = this.parts.repository.find(thingTypeName);
    if (!found) {
      throw new ResourceNotFoundException(`Thing type ${thingTypeName} not found`);
    }
    return found;
  }

  list(request: PageRequest): Page<ThingType> {
    return page(request, pageRules, {
      name: ['thing-types'],
      key: textKey,
      read: (after, limit) => this.parts.repository.list(after, limit),
      keyOf: (type) => type.thingTypeName,
    });
  }

  /** Whether things may be given this type from now on. @throws ResourceNotFoundException */
  deprecate(name: string | undefined, undo = false): void {
    const { thingTypeName } = this.describe(name);
    this.parts.repository.deprecate(thingTypeName, undo ? undefined : this.parts.clock.now());
  }

  /**
   * API reference, DeleteThingType: only five minutes after its deprecation, and while no thing has it.
   * @throws ResourceNotFoundException, InvalidRequestException
   */
  delete(name: string | undefined): void {
    const type = this.describe(name);
    const since = type.deprecatedAt?.getTime();
    if (since === undefined || this.parts.clock.nowMillis() < since + millisBeforeDeletion) {
      // Documented: CloudFormation's handler of thing types looks for the end of this text.
      throw new InvalidRequestException(
        `Cannot delete thing type ${type.thingTypeName}. Please wait for 5 minutes after deprecation and then retry`,
      );
    }
    if (this.parts.things.hasType(type.thingTypeName)) {
      throw new InvalidRequestException(
        `Cannot delete thing type ${type.thingTypeName}: things still have it`,
      );
    }
    this.parts.repository.delete(type.thingTypeName);
  }

  /** Checks that a thing may be given this type. @throws ResourceNotFoundException, InvalidRequestException */
  checkUsable(name: string): void {
    if (this.describe(name).deprecatedAt !== undefined) {
      throw new InvalidRequestException(`Thing type ${name} is deprecated`);
    }
  }
}

function sameProperties(one: ThingType, other: ThingType): boolean {
  return (
    one.description === other.description &&
    JSON.stringify([...one.searchableAttributes].sort()) ===
      JSON.stringify([...other.searchableAttributes].sort())
  );
}
