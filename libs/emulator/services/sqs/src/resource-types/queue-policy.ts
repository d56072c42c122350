import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { document, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ PolicyDocument: document, Queues: z.array(z.string()).min(1) });
type Properties = z.infer<typeof schema>;

/** AWS::SQS::QueuePolicy: one policy for one or several queues, given by their URLs. */
export function sqsQueuePolicy(clients: OwnClients): ResourceType<Properties> {
  const set = async (queues: readonly string[], Policy: string): Promise<void> => {
    const sqs = await clients.sqs();
    for (const QueueUrl of queues) {
      await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
    }
  };
  const idOf = (context: ResourceContext): string => context.uniqueName();
  return {
    typeName: 'AWS::SQS::QueuePolicy',
    replaceOn: [],
    schema,
    physicalIdOf: (_properties, context) => idOf(context),
    create: async ({ Queues: queues, PolicyDocument: policy }, context) => {
      await set(queues, policy);
      return { physicalId: idOf(context), attributes: { Id: idOf(context) } };
    },
    update: async ({ Queues: queues, PolicyDocument: policy }, previous, physicalId) => {
      await set(queues, policy);
      await set(
        previous.properties.Queues.filter((queue) => !queues.includes(queue)),
        '',
      );
      return { physicalId, attributes: previous.attributes };
    },
    delete: async (_physicalId, { Queues: queues }) => {
      for (const queue of queues) {
        await unlessGone(set([queue], ''));
      }
    },
  };
}
