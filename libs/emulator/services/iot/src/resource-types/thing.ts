import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { refuseExisting } from './new-resource';

/** Attributes are always given, so that an update also takes back what the template no longer says. */
const schema = z.strictObject({
  ThingName: z.string().optional(),
  AttributePayload: z.strictObject({ Attributes: z.record(z.string(), z.string()).default({}) }).prefault({}),
});
type Properties = z.infer<typeof schema>;

/** AWS::IoT::Thing. Its template knows no thing type and no groups. */
export function iotThing(clients: Pick<OwnClients, 'iot'>): ResourceType<Properties> {
  const nameOf = ({ ThingName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 128 });
  const payloadOf = ({ AttributePayload: payload }: Properties) => ({
    attributePayload: { attributes: payload.Attributes },
  });
  return {
    typeName: 'AWS::IoT::Thing',
    replaceOn: ['ThingName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const iot = await clients.iot();
      const thingName = nameOf(properties, context);
      await refuseExisting(context.resourceType, thingName, iot.describeThing({ thingName }));
      const { thingArn, thingId } = await iot.createThing({ thingName, ...payloadOf(properties) });
      return { physicalId: thingName, attributes: { Arn: thingArn, Id: thingId } };
    },
    update: async (properties, previous, thingName) => {
      await (await clients.iot()).updateThing({ thingName, ...payloadOf(properties) });
      return { physicalId: thingName, attributes: previous.attributes };
    },
    delete: async (thingName) => unlessGone((await clients.iot()).deleteThing({ thingName })),
  };
}
