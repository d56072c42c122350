import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { InvalidRequestException, ResourceNotFoundException } from '../errors';
import type { ThingConnectivity } from '../indexing/thing-connectivity';
import type { Attributes } from './names';
import { checkAttributeCount, checkAttributes, checkName, withoutEmpty } from './names';
import type { ThingGroupRepository } from './thing-group-repository';
import type { Thing, ThingRepository } from './thing-repository';
import type { ThingTypes } from './thing-types';

const thingsOfAStatement = 1_000;
const thingsOfATransaction = 20_000;

export interface BulkRegistrationParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly things: ThingRepository;
  readonly types: ThingTypes;
  readonly groups: ThingGroupRepository;
  readonly connectivity: ThingConnectivity;
}

export interface BulkThing {
  readonly thingName: string;
  readonly thingTypeName?: string | undefined;
  readonly attributes?: Attributes | undefined;
  /** Groups that exist. */
  readonly thingGroupNames?: readonly string[] | undefined;
}

/** Registers very many things at once: what makes a registry large enough to measure on. */
export class BulkRegistration {
  constructor(private readonly parts: BulkRegistrationParts) {}

  /**
   * Registers things that do not exist yet, in transactions of 20,000; what was committed stays when a later one
   * fails. Answers how many there were. In the order of their names they are written fastest.
   * @throws InvalidRequestException for a thing that could not be created, ResourceNotFoundException for a group or
   * type that does not exist, StatementError for a name that is taken
   */
  register(things: Iterable<BulkThing>): number {
    let registered = 0;
    for (const ofTransaction of chunks(things, thingsOfATransaction)) {
      this.parts.store.transaction(() => {
        for (const some of chunks(ofTransaction, thingsOfAStatement)) {
          this.write(some);
        }
      });
      registered += ofTransaction.length;
    }
    return registered;
  }

  private write(things: readonly BulkThing[]): void {
    this.check(things);
    this.parts.things.insertAll(things.map((thing) => this.recordOf(thing)));
    this.parts.groups.addThings(
      things.flatMap(({ thingName, thingGroupNames = [] }) =>
        [...new Set(thingGroupNames)].map((thingGroupName) => ({ thingGroupName, thingName })),
      ),
    );
    for (const { thingName } of things) {
      this.parts.connectivity.thingCreated(thingName);
    }
  }

  private check(things: readonly BulkThing[]): void {
    for (const name of new Set(things.flatMap(({ thingTypeName }) => thingTypeName ?? []))) {
      this.parts.types.checkUsable(name);
    }
    for (const name of new Set(things.flatMap(({ thingGroupNames = [] }) => thingGroupNames))) {
      if (!this.parts.groups.find(name)) {
        throw new ResourceNotFoundException(`Thing group ${name} not found`);
      }
    }
  }

  private recordOf({ thingName, thingTypeName, attributes = {}, thingGroupNames = [] }: BulkThing): Thing {
    checkAttributes(attributes);
    checkAttributeCount(attributes, thingTypeName !== undefined);
    if (thingGroupNames.length > 10) {
      throw new InvalidRequestException(`Thing ${thingName} cannot be in more than 10 thing groups`);
    }
    return {
      thingName: checkName('thing', thingName),
      thingId: randomUUID(),
      thingTypeName,
      attributes: withoutEmpty(attributes),
      version: 1,
      createdAt: this.parts.clock.now(),
    };
  }
}

function* chunks<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) {
      continue;
    }
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) {
    yield chunk;
  }
}
