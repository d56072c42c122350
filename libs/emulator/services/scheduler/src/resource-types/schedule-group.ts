import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ Name: z.string().optional(), Tags: tags });
type Properties = z.infer<typeof schema>;

/** AWS::Scheduler::ScheduleGroup */
export function schedulerScheduleGroup(clients: OwnClients): ResourceType<Properties> {
  const nameOf = ({ Name: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName();
  const attributesOf = async (Name: string): Promise<Record<string, unknown>> => {
    const group = await (await clients.scheduler()).getScheduleGroup({ Name });
    return {
      Arn: group.Arn,
      State: group.State,
      CreationDate: group.CreationDate?.toISOString(),
      LastModificationDate: group.LastModificationDate?.toISOString(),
    };
  };
  return {
    typeName: 'AWS::Scheduler::ScheduleGroup',
    replaceOn: ['Name'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const Name = nameOf(properties, context);
      const Tags = tagList(properties.Tags, context);
      await (await clients.scheduler()).createScheduleGroup({ Name, Tags });
      return { physicalId: Name, attributes: await attributesOf(Name) };
    },
    update: async (properties, previous, name, context) => {
      const scheduler = await clients.scheduler();
      const { Arn: ResourceArn } = await scheduler.getScheduleGroup({ Name: name });
      const Tags = tagList(properties.Tags, context);
      const kept = new Set(Tags.map(({ Key }) => Key));
      const { Tags: before = [] } = await scheduler.listTagsForResource({ ResourceArn });
      const TagKeys = before.flatMap(({ Key }) => (Key === undefined || kept.has(Key) ? [] : [Key]));
      if (TagKeys.length > 0) {
        await scheduler.untagResource({ ResourceArn, TagKeys });
      }
      if (Tags.length > 0) {
        await scheduler.tagResource({ ResourceArn, Tags });
      }
      return { physicalId: name, attributes: previous.attributes };
    },
    delete: async (Name) => unlessGone((await clients.scheduler()).deleteScheduleGroup({ Name })),
  };
}
