import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { changeIotTags } from './changed-tags';

/** Every property has a value, so that an update also takes back what the template no longer says. */
const thingGroupProperties = z.strictObject({
  ThingGroupDescription: z.string().default(''),
  AttributePayload: z
    .strictObject({ Attributes: z.record(z.string(), z.string()) })
    .default({ Attributes: {} }),
});
const schema = z.strictObject({
  ThingGroupName: z.string().optional(),
  ParentGroupName: z.string().optional(),
  ThingGroupProperties: thingGroupProperties.prefault({}),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::IoT::ThingGroup, static groups only. */
export function iotThingGroup(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::IoT::ThingGroup',
    replaceOn: ['ThingGroupName', 'ParentGroupName'],
    schema,
    physicalIdOf: ({ ThingGroupName: name }, context) => name ?? context.uniqueName({ maxLength: 128 }),
    create: async (properties, context) => {
      const thingGroupName = properties.ThingGroupName ?? context.uniqueName({ maxLength: 128 });
      const group = await (
        await clients.iot()
      ).createThingGroup({
        thingGroupName,
        parentGroupName: properties.ParentGroupName,
        thingGroupProperties: propertiesOf(properties),
        tags: tagList(properties.Tags, context),
      });
      return { physicalId: thingGroupName, attributes: { Arn: group.thingGroupArn, Id: group.thingGroupId } };
    },
    update: async (properties, previous, thingGroupName, context) => {
      const iot = await clients.iot();
      await iot.updateThingGroup({ thingGroupName, thingGroupProperties: propertiesOf(properties) });
      const { thingGroupArn } = await iot.describeThingGroup({ thingGroupName });
      const change = { before: previous.properties.Tags, now: properties.Tags };
      await changeIotTags(iot, thingGroupArn, change, context);
      return { physicalId: thingGroupName, attributes: previous.attributes };
    },
    delete: async (thingGroupName) => unlessGone((await clients.iot()).deleteThingGroup({ thingGroupName })),
  };
}

function propertiesOf({ ThingGroupProperties: properties }: Properties): {
  thingGroupDescription: string;
  attributePayload: { attributes: Record<string, string> };
} {
  return {
    thingGroupDescription: properties.ThingGroupDescription,
    attributePayload: { attributes: properties.AttributePayload.Attributes },
  };
}
