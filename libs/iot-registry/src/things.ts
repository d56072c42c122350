import {
  AddThingToThingGroupCommand,
  DescribeThingCommand,
  ListPrincipalThingsCommand,
  ListThingGroupsForThingCommand,
  UpdateThingCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { absentIfNotFound } from './absent-if-not-found';

export interface RegisteredThing {
  readonly attributes: Readonly<Record<string, string>>;
}

/** The thing, if there is one. Needs `iot:DescribeThing`. */
export async function findThing(iot: IoTClient, thingName: string): Promise<RegisteredThing | undefined> {
  const found = await absentIfNotFound(iot.send(new DescribeThingCommand({ thingName })));
  return found === undefined ? undefined : { attributes: found.attributes ?? {} };
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
