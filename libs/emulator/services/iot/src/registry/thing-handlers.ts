import { InvalidRequestException } from '../errors';
import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';

/** Things. */
export function thingHandlers({ arns, billingGroups, things }: ControlPlane) {
  return {
    CreateThing: ({ thingName, thingTypeName, attributePayload, billingGroupName }) => {
      const billingGroup =
        billingGroupName === undefined ? undefined : billingGroups.describe(billingGroupName);
      const thing = things.create(thingName, thingTypeName, attributePayload?.attributes);
      if (billingGroup !== undefined) {
        billingGroups.addThing(billingGroup.billingGroupName, thing.thingName);
      }
      return { thingName: thing.thingName, thingArn: arns.thing(thing.thingName), thingId: thing.thingId };
    },

    DescribeThing: ({ thingName }) => {
      const thing = things.describe(thingName);
      return {
        defaultClientId: thing.thingName,
        thingName: thing.thingName,
        thingId: thing.thingId,
        thingArn: arns.thing(thing.thingName),
        thingTypeName: thing.thingTypeName,
        attributes: { ...thing.attributes },
        version: thing.version,
        billingGroupName: billingGroups.groupOf(thing.thingName),
      };
    },

    UpdateThing: ({ thingName, thingTypeName, attributePayload, expectedVersion, removeThingType }) => {
      things.update(thingName, {
        thingTypeName,
        removeThingType,
        attributes: attributePayload?.attributes,
        merge: attributePayload?.merge,
        expectedVersion,
      });
      return {};
    },

    DeleteThing: ({ thingName, expectedVersion }) => {
      things.delete(thingName, expectedVersion);
      return {};
    },

    ListThings: (input) => {
      const { attributeName: name, attributeValue: value, thingTypeName } = input;
      if ((name === undefined) !== (value === undefined)) {
        throw new InvalidRequestException(
          'attributeName and attributeValue are given together or not at all',
        );
      }
      const attribute =
        name === undefined || value === undefined
          ? undefined
          : { name, value, prefix: input.usePrefixAttributeValue ?? false };
      const found = things.list(input, { thingTypeName, attribute });
      return {
        things: found.items.map((thing) => ({
          thingName: thing.thingName,
          thingTypeName: thing.thingTypeName,
          thingArn: arns.thing(thing.thingName),
          attributes: { ...thing.attributes },
          version: thing.version,
        })),
        nextToken: found.nextToken,
      };
    },
  } satisfies IotHandlers;
}
