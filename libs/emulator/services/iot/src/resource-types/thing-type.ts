import { setTimeout as wait } from 'node:timers/promises';
import type { IoT } from '@aws-sdk/client-iot';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, bool, isErrorNamed, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { changeIotTags } from './changed-tags';
import { refuseExisting } from './new-resource';

const schema = z.strictObject({
  ThingTypeName: z.string().optional(),
  ThingTypeProperties: z
    .strictObject({
      ThingTypeDescription: z.string().optional(),
      SearchableAttributes: z.array(z.string()).optional(),
    })
    .prefault({}),
  DeprecateThingType: bool.default(false),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

const millisBetweenTries = 200;

/**
 * AWS::IoT::ThingType. Documented: aws-cloudformation/aws-cloudformation-resource-providers-iot, aws-iot-thingtype. Its
 * deletion deprecates the type, and waits for the five minutes after which AWS IoT deletes it.
 */
export function iotThingType(clients: Pick<OwnClients, 'iot'>): ResourceType<Properties> {
  const nameOf = ({ ThingTypeName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 128 });
  return {
    typeName: 'AWS::IoT::ThingType',
    replaceOn: ['ThingTypeName', 'ThingTypeProperties'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const iot = await clients.iot();
      const thingTypeName = nameOf(properties, context);
      await refuseExisting(context.resourceType, thingTypeName, iot.describeThingType({ thingTypeName }));
      const { thingTypeArn, thingTypeId } = await iot.createThingType({
        thingTypeName,
        thingTypeProperties: propertiesOf(properties),
        tags: tagList(properties.Tags, context),
      });
      if (properties.DeprecateThingType) {
        await afterCreating(thingTypeName, () => iot.deprecateThingType({ thingTypeName }));
      }
      return { physicalId: thingTypeName, attributes: { Arn: thingTypeArn, Id: thingTypeId } };
    },
    update: async (properties, previous, thingTypeName, context) => {
      const iot = await clients.iot();
      const { DeprecateThingType: isDeprecated } = properties;
      if (isDeprecated !== previous.properties.DeprecateThingType) {
        await iot.deprecateThingType({ thingTypeName, undoDeprecate: !isDeprecated });
      }
      const { thingTypeArn } = await iot.describeThingType({ thingTypeName });
      const change = { before: previous.properties.Tags, now: properties.Tags };
      await changeIotTags(iot, thingTypeArn, change, context);
      return { physicalId: thingTypeName, attributes: previous.attributes };
    },
    delete: async (thingTypeName, _properties, { signal }) => {
      const iot = await clients.iot();
      const deletion = async (): Promise<void> => {
        await iot.deprecateThingType({ thingTypeName });
        while (!(await isDeleted(iot, thingTypeName))) {
          await wait(millisBetweenTries, undefined, { signal });
        }
      };
      await unlessGone(deletion());
    },
  };
}

function propertiesOf({ ThingTypeProperties: properties }: Properties) {
  return {
    thingTypeDescription: properties.ThingTypeDescription,
    searchableAttributes: properties.SearchableAttributes,
  };
}

async function isDeleted(iot: IoT, thingTypeName: string): Promise<boolean> {
  try {
    await iot.deleteThingType({ thingTypeName });
    return true;
  } catch (error) {
    if (
      isErrorNamed('InvalidRequestException', error) &&
      error.message.includes('minutes after deprecation')
    ) {
      return false;
    }
    throw error;
  }
}
