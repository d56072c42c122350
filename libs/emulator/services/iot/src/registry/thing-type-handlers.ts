import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import type { ThingType } from './thing-type-repository';

/** Thing types. */
export function thingTypeHandlers({ arns, tags, thingTypes }: ControlPlane) {
  const described = (type: ThingType) => ({
    thingTypeName: type.thingTypeName,
    thingTypeArn: arns.thingType(type.thingTypeName),
    thingTypeProperties: {
      thingTypeDescription: type.description,
      searchableAttributes: [...type.searchableAttributes],
    },
    thingTypeMetadata: {
      deprecated: type.deprecatedAt !== undefined,
      deprecationDate: type.deprecatedAt,
      creationDate: type.createdAt,
    },
  });
  return {
    CreateThingType: ({ thingTypeName, thingTypeProperties: properties, tags: given = [] }) => {
      const type = thingTypes.create(thingTypeName, {
        description: properties?.thingTypeDescription,
        searchableAttributes: properties?.searchableAttributes,
      });
      const thingTypeArn = arns.thingType(type.thingTypeName);
      tags.tag(thingTypeArn, given);
      return { thingTypeName: type.thingTypeName, thingTypeArn, thingTypeId: type.thingTypeId };
    },

    DescribeThingType: ({ thingTypeName }) => {
      const type = thingTypes.describe(thingTypeName);
      return { ...described(type), thingTypeId: type.thingTypeId };
    },

    ListThingTypes: (input) => {
      if (input.thingTypeName !== undefined) {
        return { thingTypes: [described(thingTypes.describe(input.thingTypeName))] };
      }
      const found = thingTypes.list(input);
      return { thingTypes: found.items.map(described), nextToken: found.nextToken };
    },

    DeprecateThingType: ({ thingTypeName, undoDeprecate }) => {
      thingTypes.deprecate(thingTypeName, undoDeprecate);
      return {};
    },

    DeleteThingType: ({ thingTypeName }) => {
      thingTypes.delete(thingTypeName);
      tags.forget(arns.thingType(thingTypeName));
      return {};
    },
  } satisfies IotHandlers;
}
