import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { namedResource } from './named-resource';
import type { ThingGroup } from './thing-group-repository';

/** Static thing groups and their members. */
export function thingGroupHandlers(iot: ControlPlane) {
  return { ...groupHandlers(iot), ...memberHandlers(iot) } satisfies IotHandlers;
}

function groupHandlers({ arns, tags, thingGroups }: ControlPlane) {
  const reference = ({ thingGroupName: groupName }: ThingGroup) => ({
    groupName,
    groupArn: arns.thingGroup(groupName),
  });
  return {
    CreateThingGroup: ({
      thingGroupName,
      parentGroupName,
      thingGroupProperties: properties,
      tags: given = [],
    }) => {
      const group = thingGroups.create(thingGroupName, parentGroupName, {
        description: properties?.thingGroupDescription,
        attributes: properties?.attributePayload?.attributes,
      });
      const thingGroupArn = arns.thingGroup(group.thingGroupName);
      tags.tag(thingGroupArn, given);
      return { thingGroupName: group.thingGroupName, thingGroupArn, thingGroupId: group.thingGroupId };
    },

    DescribeThingGroup: ({ thingGroupName }) => {
      const group = thingGroups.describe(thingGroupName);
      return {
        thingGroupName: group.thingGroupName,
        thingGroupId: group.thingGroupId,
        thingGroupArn: arns.thingGroup(group.thingGroupName),
        version: group.version,
        thingGroupProperties: {
          thingGroupDescription: group.description,
          attributePayload: { attributes: { ...group.attributes } },
        },
        thingGroupMetadata: {
          parentGroupName: group.parentGroupName,
          rootToParentThingGroups: thingGroups.ancestorsOf(group).map(reference),
          creationDate: group.createdAt,
        },
      };
    },

    UpdateThingGroup: ({ thingGroupName, thingGroupProperties: properties, expectedVersion }) => {
      const update = {
        description: properties.thingGroupDescription,
        attributes: properties.attributePayload?.attributes,
        merge: properties.attributePayload?.merge,
      };
      return { version: thingGroups.update(thingGroupName, update, expectedVersion) };
    },

    DeleteThingGroup: ({ thingGroupName, expectedVersion }) => {
      thingGroups.delete(thingGroupName, expectedVersion);
      tags.forget(arns.thingGroup(thingGroupName));
      return {};
    },

    ListThingGroups: (input) => {
      const found = thingGroups.list(input, {
        namePrefix: input.namePrefixFilter,
        parentGroupName: input.parentGroup,
        recursive: input.recursive ?? true,
      });
      return { thingGroups: found.items.map(reference), nextToken: found.nextToken };
    },
  } satisfies IotHandlers;
}

function memberHandlers({ arns, thingGroups }: ControlPlane) {
  const group = (name?: string, arn?: string) => namedResource('thing group', arns.thingGroup(''), name, arn);
  const thing = (name?: string, arn?: string) => namedResource('thing', arns.thing(''), name, arn);
  return {
    AddThingToThingGroup: (input) => {
      thingGroups.addThing(
        group(input.thingGroupName, input.thingGroupArn),
        thing(input.thingName, input.thingArn),
      );
      return {};
    },

    RemoveThingFromThingGroup: (input) => {
      thingGroups.removeThing(
        group(input.thingGroupName, input.thingGroupArn),
        thing(input.thingName, input.thingArn),
      );
      return {};
    },

    UpdateThingGroupsForThing: ({ thingName, thingGroupsToAdd = [], thingGroupsToRemove = [] }) => {
      for (const name of thingGroupsToRemove) {
        thingGroups.removeThing(name, thingName);
      }
      for (const name of thingGroupsToAdd) {
        thingGroups.addThing(name, thingName);
      }
      return {};
    },

    ListThingsInThingGroup: (input) => {
      const found = thingGroups.thingsIn(input, input.thingGroupName, input.recursive);
      return { things: [...found.items], nextToken: found.nextToken };
    },

    ListThingGroupsForThing: (input) => {
      const found = thingGroups.groupsOf(input, input.thingName);
      return {
        thingGroups: found.items.map((groupName) => ({ groupName, groupArn: arns.thingGroup(groupName) })),
        nextToken: found.nextToken,
      };
    },
  } satisfies IotHandlers;
}
