import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, int, tags, tagMap, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  LogGroupName: z.string().optional(),
  RetentionInDays: int.optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::Logs::LogGroup */
export function logsLogGroup(clients: OwnClients): ResourceType<Properties> {
  const setRetention = async (logGroupName: string, { RetentionInDays: days }: Properties): Promise<void> => {
    const logs = await clients.logs();
    if (days !== undefined) {
      await logs.putRetentionPolicy({ logGroupName, retentionInDays: days });
    } else {
      await logs.deleteRetentionPolicy({ logGroupName });
    }
  };
  const attributesOf = (name: string, { partition, region, accountId }: ResourceContext) => ({
    Arn: `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`,
  });
  return {
    typeName: 'AWS::Logs::LogGroup',
    replaceOn: ['LogGroupName'],
    schema,
    physicalIdOf: ({ LogGroupName: name }, context) => name ?? context.uniqueName({ maxLength: 512 }),
    create: async (properties, context) => {
      const logGroupName = properties.LogGroupName ?? context.uniqueName({ maxLength: 512 });
      const groupTags = tagMap(properties.Tags, context);
      const isTagged = Object.keys(groupTags).length > 0;
      const logs = await clients.logs();
      await logs.createLogGroup({ logGroupName, tags: isTagged ? groupTags : undefined });
      if (properties.RetentionInDays !== undefined) {
        await afterCreating(logGroupName, () => setRetention(logGroupName, properties));
      }
      return { physicalId: logGroupName, attributes: attributesOf(logGroupName, context) };
    },
    update: async (properties, _previous, logGroupName, context) => {
      await setRetention(logGroupName, properties);
      return { physicalId: logGroupName, attributes: attributesOf(logGroupName, context) };
    },
    delete: async (logGroupName) => unlessGone((await clients.logs()).deleteLogGroup({ logGroupName })),
  };
}
