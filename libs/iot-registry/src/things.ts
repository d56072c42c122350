import {
  AddThingToThingGroupCommand,
  DescribeThingCommand,
  ListPrincipalThingsCommand,
  ListThingGroupsForThingCommand,
  ListThingsInThingGroupCommand,
  RemoveThingFromThingGroupCommand,
  UpdateThingCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { defined } from '@fleet/optional-members';
import { absentIfNotFound } from './absent-if-not-found';

export interface RegisteredThing {
  readonly attributes: Readonly<Record<string, string>>;
  readonly typeName?: string;
}

/** The thing, if there is one. Needs `iot:DescribeThing`. */
export async function findThing(iot: IoTClient, thingName: string): Promise<RegisteredThing | undefined> {
  const found = await absentIfNotFound(iot.send(new DescribeThingCommand({ thingName })));
  return found && { attributes: found.attributes ?? {}, ...defined({ typeName: found.thingTypeName }) };
}

/** Attributes of a thing that has no type; one with a type has room for fifty (AWS General Reference, AWS IoT Core quotas). */
const attributesWithoutType = 3;

/** Attributes that a thing has no room for, beside those that it has. Those of a thing with a type are not counted. */
export function withoutRoom(
  { attributes, typeName }: RegisteredThing,
  names: readonly string[],
): readonly string[] {
  const added = names.filter((name) => !(name in attributes));
  const room = attributesWithoutType - Object.keys(attributes).length;
  return typeName === undefined ? added.slice(Math.max(0, room)) : [];
}

/** The groups that the thing is in, if there is such a thing. Needs `iot:ListThingGroupsForThing`. */
export async function groupsOfThing(
  iot: IoTClient,
  thingName: string,
): Promise<readonly string[] | undefined> {
  const groups: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await absentIfNotFound(
      iot.send(new ListThingGroupsForThingCommand({ thingName, nextToken })),
    );
    if (page === undefined) {
      return undefined;
    }
    for (const { groupName } of page.thingGroups ?? []) {
      if (groupName !== undefined) {
        groups.push(groupName);
      }
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return groups;
}

/**
 * Writes attributes of a thing beside those that it has; an empty value removes one (UpdateThing API reference).
 * Needs `iot:UpdateThing`.
 * @returns whether there is such a thing
 */
export async function mergeAttributes(
  iot: IoTClient,
  thingName: string,
  attributes: Readonly<Record<string, string>>,
): Promise<boolean> {
  const attributePayload = { attributes: { ...attributes }, merge: true };
  return (
    (await absentIfNotFound(iot.send(new UpdateThingCommand({ thingName, attributePayload })))) !== undefined
  );
}

/**
 * The things that a certificate is attached to. None as well for a certificate that is gone. Needs
 * `iot:ListPrincipalThings`.
 */
export async function thingsOfPrincipal(iot: IoTClient, principal: string): Promise<readonly string[]> {
  const things: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await absentIfNotFound(iot.send(new ListPrincipalThingsCommand({ principal, nextToken })));
    things.push(...(page?.things ?? []));
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return things;
}

/**
 * Puts a thing into a group; one that is in there stays. Needs `iot:AddThingToThingGroup`.
 * @throws ResourceNotFoundException when there is no such thing, or no such group
 */
export async function addToGroup(iot: IoTClient, thingGroupName: string, thingName: string): Promise<void> {
  await iot.send(new AddThingToThingGroupCommand({ thingGroupName, thingName }));
}

/** Takes a thing from a group, if both are there and it is in there. Needs `iot:RemoveThingFromThingGroup`. */
export async function removeFromGroup(
  iot: IoTClient,
  thingGroupName: string,
  thingName: string,
): Promise<void> {
  await absentIfNotFound(iot.send(new RemoveThingFromThingGroupCommand({ thingGroupName, thingName })));
}

/** ListThingsInThingGroup gives at most 250 (API reference). */
const groupPageSize = 250;

/** The things of a group, page by page. Needs `iot:ListThingsInThingGroup`. */
export async function* thingsInGroup(
  iot: IoTClient,
  thingGroupName: string,
): AsyncGenerator<readonly string[]> {
  let nextToken: string | undefined;
  do {
    const page = await iot.send(
      new ListThingsInThingGroupCommand({ thingGroupName, maxResults: groupPageSize, nextToken }),
    );
    yield page.things ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
