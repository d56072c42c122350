import assert from 'node:assert/strict';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { bool, int, tags, changeTags, tagMap, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

/** Of all event sources, what queues have; any other property is refused by its name. */
const schema = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: int.default(10),
  Enabled: bool.default(true),
  MaximumBatchingWindowInSeconds: int.default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: int.optional() }).default({}),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::Lambda::EventSourceMapping, of queues. `Ref` is the mapping's UUID. */
export function lambdaEventSourceMapping(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::Lambda::EventSourceMapping',
    replaceOn: ['EventSourceArn'],
    schema,
    create: async (properties, context) => {
      const { UUID: uuid, EventSourceMappingArn } = await (
        await clients.lambda()
      ).createEventSourceMapping({ ...properties, Tags: tagMap(properties.Tags, context) });
      assert(uuid !== undefined, 'Lambda answers with the mapping that it made');
      return { physicalId: uuid, attributes: { Id: uuid, EventSourceMappingArn } };
    },
    update: async ({ EventSourceArn: _source, Tags: wanted, ...settings }, previous, uuid, context) => {
      const lambda = await clients.lambda();
      const { EventSourceMappingArn: Resource } = await lambda.updateEventSourceMapping({
        ...settings,
        UUID: uuid,
      });
      await changeTags(previous.properties.Tags, tagMap(wanted, context), {
        set: (Tags) => lambda.tagResource({ Resource, Tags }),
        remove: (TagKeys) => lambda.untagResource({ Resource, TagKeys }),
      });
      return { physicalId: uuid, attributes: previous.attributes };
    },
    delete: async (uuid) => unlessGone((await clients.lambda()).deleteEventSourceMapping({ UUID: uuid })),
  };
}
