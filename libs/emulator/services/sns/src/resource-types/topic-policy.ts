import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { document, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ PolicyDocument: document, Topics: z.array(z.string()).min(1) });
type Properties = z.infer<typeof schema>;

/** AWS::SNS::TopicPolicy: the policy of one topic or several. */
export function snsTopicPolicy(clients: OwnClients): ResourceType<Properties> {
  const setPolicy = async (topics: readonly string[], policy: string): Promise<void> => {
    const sns = await clients.sns();
    for (const TopicArn of topics) {
      await sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue: policy });
    }
  };
  return {
    typeName: 'AWS::SNS::TopicPolicy',
    replaceOn: [],
    schema,
    physicalIdOf: (_properties, context) => context.uniqueName(),
    create: async ({ PolicyDocument: policy, Topics }, context) => {
      await setPolicy(Topics, policy);
      const physicalId = context.uniqueName();
      return { physicalId, attributes: { Id: physicalId } };
    },
    update: async ({ PolicyDocument: policy, Topics }, previous, physicalId) => {
      await setPolicy(Topics, policy);
      const left = previous.properties.Topics.filter((topic) => !Topics.includes(topic));
      await setPolicy(left, '');
      return { physicalId, attributes: previous.attributes };
    },
    delete: async (_physicalId, { Topics }) => {
      for (const topic of Topics) {
        await unlessGone(setPolicy([topic], ''));
      }
    },
  };
}
