import type { ResourceContext, ResourceType } from '@fleet/cloudformation';
import { z } from 'zod';
import type { OwnClients } from '../own-clients';
import { bool, int, tags } from './property-schemas';
import { tagMap } from './tags';
import { unlessGone } from './unless-gone';

const attributes = z.strictObject({
  DelaySeconds: int.optional(),
  MaximumMessageSize: int.optional(),
  MessageRetentionPeriod: int.optional(),
  ReceiveMessageWaitTimeSeconds: int.optional(),
  SqsManagedSseEnabled: bool.optional(),
  VisibilityTimeout: int.optional(),
});
const schema = attributes.extend({ QueueName: z.string().optional(), Tags: tags });
type Properties = z.infer<typeof schema>;

/** AWS::SQS::Queue, standard queues. `Ref` is the queue's URL. */
export function sqsQueue(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::SQS::Queue',
    replaceOn: ['QueueName'],
    parse: (properties) => schema.parse(properties),
    create: async (properties, context) => {
      const QueueName = properties.QueueName ?? context.uniqueName({ maxLength: 80 });
      const { QueueUrl: url = '' } = await (
        await clients.sqs()
      ).createQueue({
        QueueName,
        Attributes: attributesOf(properties),
        tags: tagMap(properties.Tags, context),
      });
      return { physicalId: url, attributes: answers(QueueName, url, context) };
    },
    update: async (properties, previous, QueueUrl) => {
      await (await clients.sqs()).setQueueAttributes({ QueueUrl, Attributes: attributesOf(properties) });
      return { physicalId: QueueUrl, attributes: previous.attributes };
    },
    delete: async (QueueUrl) => unlessGone((await clients.sqs()).deleteQueue({ QueueUrl })),
  };
}

function answers(name: string, url: string, { partition, region, accountId }: ResourceContext) {
  return { Arn: `arn:${partition}:sqs:${region}:${accountId}:${name}`, QueueName: name, QueueUrl: url };
}

function attributesOf({ QueueName: _name, Tags: _tags, ...settings }: Properties): Record<string, string> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}
