import type { IndexedDocument, IndexedValue } from '@fleet/fleet-index-query';
import { attributeValue, booleanValue, numberValue, textValue } from '@fleet/fleet-index-query';
import type { ThingGroupRepository } from '../registry/thing-group-repository';
import type { Thing, ThingRepository } from '../registry/thing-repository';
import { GroupsOfDocuments } from './groups-of-documents';
import type { Connectivity, ThingConnectivity } from './thing-connectivity';

/** More groups than a thing can be in. */
const wholePage = 250;

/** A thing as the index has it. */
export interface ThingDocument {
  readonly thing: Thing;
  /** The groups it was put into, and all above these. */
  readonly thingGroupNames: readonly string[];
  /** Absent unless connectivity is indexed. */
  readonly connectivity: Connectivity | undefined;
}

export interface ThingDocumentsParts {
  readonly things: ThingRepository;
  readonly groups: ThingGroupRepository;
  readonly connectivity: ThingConnectivity;
}

/** What an index that is up to date has of a thing, connectivity included. */
export function documentOf(
  { things, groups, connectivity }: ThingDocumentsParts,
  thingName: string,
): ThingDocument | undefined {
  const thing = things.find(thingName);
  if (!thing) {
    return undefined;
  }
  const direct = groups.groupsOf(thingName, undefined, wholePage);
  return {
    thing,
    thingGroupNames: new GroupsOfDocuments(groups).withThoseAbove(direct),
    connectivity: connectivity.of(thingName),
  };
}

/** What of a document queries are about. */
export interface QueriedDocument extends Omit<ThingDocument, 'thing'> {
  readonly thing: Omit<Thing, 'version' | 'createdAt'>;
}

/** The values of a document's fields, as queries compare them. */
export function indexedValues({ thing, thingGroupNames, connectivity }: QueriedDocument): IndexedDocument {
  const { thingName, thingId, thingTypeName, attributes } = thing;
  const types = thingTypeName === undefined ? [] : [textValue(thingTypeName)];
  const groups = thingGroupNames.map((name) => textValue(name));
  return new Map<string, readonly IndexedValue[]>([
    ['thingName', [textValue(thingName)]],
    ['thingId', [textValue(thingId)]],
    ['thingTypeName', types],
    ['registry.thingTypeName', types],
    ['thingGroupNames', groups],
    ['registry.thingGroupNames', groups],
    ...Object.entries(attributes).map(([name, value]): [string, IndexedValue[]] => [
      `attributes.${name}`,
      [attributeValue(value)],
    ]),
    ...(connectivity ? connectivityValues(connectivity) : []),
  ]);
}

function connectivityValues({
  connected,
  changedAt,
  disconnectReason,
}: Connectivity): [string, IndexedValue[]][] {
  return [
    ['connectivity.connected', [booleanValue(connected)]],
    ['connectivity.timestamp', changedAt ? [numberValue(changedAt.getTime())] : []],
    ['connectivity.disconnectReason', disconnectReason === undefined ? [] : [textValue(disconnectReason)]],
  ];
}
