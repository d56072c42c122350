import assert from 'node:assert/strict';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { bool, document, int, tags, changeTags, tagMap, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

/** Every attribute has a value, so that an update also takes back what the template no longer says. */
const attributes = z.strictObject({
  DelaySeconds: int.default(0),
  KmsDataKeyReusePeriodSeconds: int.optional(),
  KmsMasterKeyId: z.string().default(''),
  MaximumMessageSize: int.default(1_048_576),
  MessageRetentionPeriod: int.default(345_600),
  ReceiveMessageWaitTimeSeconds: int.default(0),
  RedriveAllowPolicy: document.default(''),
  RedrivePolicy: document.default(''),
  SqsManagedSseEnabled: bool.optional(),
  VisibilityTimeout: int.default(30),
});
const schema = attributes.extend({ QueueName: z.string().optional(), Tags: tags });
type Properties = z.infer<typeof schema>;

/** AWS::SQS::Queue, standard queues. `Ref` is the queue's URL. */
export function sqsQueue(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::SQS::Queue',
    replaceOn: ['QueueName'],
    schema,
    create: async (properties, context) => {
      const QueueName = properties.QueueName ?? context.uniqueName({ maxLength: 80 });
      const { QueueUrl: url } = await (
        await clients.sqs()
      ).createQueue({
        QueueName,
        Attributes: attributesOf(properties),
        tags: tagMap(properties.Tags, context),
      });
      assert(url !== undefined, 'SQS answers with the URL of the queue that it made');
      return { physicalId: url, attributes: answers(QueueName, url, context) };
    },
    update: async (properties, previous, QueueUrl, context) => {
      const sqs = await clients.sqs();
      await sqs.setQueueAttributes({ QueueUrl, Attributes: attributesOf(properties) });
      await changeTags(previous.properties.Tags, tagMap(properties.Tags, context), {
        set: (Tags) => sqs.tagQueue({ QueueUrl, Tags }),
        remove: (TagKeys) => sqs.untagQueue({ QueueUrl, TagKeys }),
      });
      return { physicalId: QueueUrl, attributes: previous.attributes };
    },
    delete: async (QueueUrl) => unlessGone((await clients.sqs()).deleteQueue({ QueueUrl })),
  };
}

function answers(name: string, url: string, { partition, region, accountId }: ResourceContext) {
  return { Arn: `arn:${partition}:sqs:${region}:${accountId}:${name}`, QueueName: name, QueueUrl: url };
}

/** Without a word about encryption a queue has SQS's own, unless it has a key of KMS. */
function attributesOf({ QueueName: _name, Tags: _tags, ...settings }: Properties): Record<string, string> {
  const SqsManagedSseEnabled = settings.SqsManagedSseEnabled ?? settings.KmsMasterKeyId === '';
  const given = Object.entries({ ...settings, SqsManagedSseEnabled }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}
