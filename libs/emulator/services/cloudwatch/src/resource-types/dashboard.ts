import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { changeTags, tagList, tagMap, tags, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  DashboardBody: z.string(),
  DashboardName: z.string().optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::CloudWatch::Dashboard. `Ref` is the dashboard's name. */
export function cloudWatchDashboard(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ DashboardName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 255 });
  const arnOf = (name: string, { partition, accountId }: ResourceContext): string =>
    `arn:${partition}:cloudwatch::${accountId}:dashboard/${name}`;
  const put = async (DashboardName: string, properties: Properties, context: ResourceContext) => {
    const { DashboardBody } = properties;
    const Tags = tagList(properties.Tags, context);
    await (await clients.cloudWatch()).putDashboard({ DashboardName, DashboardBody, Tags });
  };
  return {
    typeName: 'AWS::CloudWatch::Dashboard',
    replaceOn: ['DashboardName'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const physicalId = nameOf(properties, context);
      await put(physicalId, properties, context);
      return { physicalId, attributes: {} };
    },
    update: async (properties, previous, physicalId, context) => {
      await put(physicalId, properties, context);
      const cloudWatch = await clients.cloudWatch();
      const resourceArn = arnOf(physicalId, context);
      await changeTags(previous.properties.Tags, tagMap(properties.Tags, context), {
        set: () =>
          cloudWatch.tagResource({ ResourceARN: resourceArn, Tags: tagList(properties.Tags, context) }),
        remove: (TagKeys) => cloudWatch.untagResource({ ResourceARN: resourceArn, TagKeys }),
      });
      return { physicalId, attributes: {} };
    },
    delete: async (DashboardName) =>
      unlessGone((await clients.cloudWatch()).deleteDashboards({ DashboardNames: [DashboardName] })),
  };
}
