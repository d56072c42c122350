import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { changeIotTags } from './changed-tags';
import { refuseExisting } from './new-resource';

const schema = z.strictObject({
  BillingGroupName: z.string().optional(),
  BillingGroupProperties: z.strictObject({ BillingGroupDescription: z.string().default('') }).prefault({}),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::IoT::BillingGroup */
export function iotBillingGroup(clients: Pick<OwnClients, 'iot'>): ResourceType<Properties> {
  const nameOf = ({ BillingGroupName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 128 });
  const propertiesOf = ({ BillingGroupProperties: properties }: Properties) => ({
    billingGroupProperties: { billingGroupDescription: properties.BillingGroupDescription },
  });
  return {
    typeName: 'AWS::IoT::BillingGroup',
    replaceOn: ['BillingGroupName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const iot = await clients.iot();
      const billingGroupName = nameOf(properties, context);
      await refuseExisting(
        context.resourceType,
        billingGroupName,
        iot.describeBillingGroup({ billingGroupName }),
      );
      const group = await iot.createBillingGroup({
        billingGroupName,
        ...propertiesOf(properties),
        tags: tagList(properties.Tags, context),
      });
      const attributes = { Arn: group.billingGroupArn, Id: group.billingGroupId };
      return { physicalId: billingGroupName, attributes };
    },
    update: async (properties, previous, billingGroupName, context) => {
      const iot = await clients.iot();
      await iot.updateBillingGroup({ billingGroupName, ...propertiesOf(properties) });
      const { billingGroupArn } = await iot.describeBillingGroup({ billingGroupName });
      const change = { before: previous.properties.Tags, now: properties.Tags };
      await changeIotTags(iot, billingGroupArn, change, context);
      return { physicalId: billingGroupName, attributes: previous.attributes };
    },
    delete: async (billingGroupName) =>
      unlessGone((await clients.iot()).deleteBillingGroup({ billingGroupName })),
  };
}
