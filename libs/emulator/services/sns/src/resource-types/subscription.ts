import assert from 'node:assert/strict';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { bool, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  RawMessageDelivery: bool.default(false),
});
type Properties = z.infer<typeof schema>;

/** AWS::SNS::Subscription of queues and functions. `Ref` is the subscription's ARN. */
export function snsSubscription(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::SNS::Subscription',
    replaceOn: ['Endpoint', 'Protocol', 'TopicArn'],
    schema,
    create: async ({ TopicArn, Protocol, Endpoint, RawMessageDelivery: isRaw }) => {
      const { SubscriptionArn: arn } = await (
        await clients.sns()
      ).subscribe({
        TopicArn,
        Protocol,
        Endpoint,
        Attributes: { RawMessageDelivery: String(isRaw) },
        ReturnSubscriptionArn: true,
      });
      assert(arn !== undefined, 'SNS answers with the ARN of the subscription that it made');
      return { physicalId: arn, attributes: { Arn: arn } };
    },
    update: async ({ RawMessageDelivery: isRaw }, previous, SubscriptionArn) => {
      await (
        await clients.sns()
      ).setSubscriptionAttributes({
        SubscriptionArn,
        AttributeName: 'RawMessageDelivery',
        AttributeValue: String(isRaw),
      });
      return { physicalId: SubscriptionArn, attributes: previous.attributes };
    },
    delete: async (SubscriptionArn) => unlessGone((await clients.sns()).unsubscribe({ SubscriptionArn })),
  };
}
