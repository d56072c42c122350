import type { IoT } from '@aws-sdk/client-iot';
import type { ResourceContext } from '@fleet/resource-types';
import { changeTags, tagList, tagMap } from '@fleet/resource-types';

type Tags = Parameters<typeof tagList>[0];

/** Brings the tags of a resource of AWS IoT from those of its former template to those of the new one. */
export async function changeIotTags(
  iot: IoT,
  resourceArn: string | undefined,
  { before, now }: { before: Tags; now: Tags },
  context: ResourceContext,
): Promise<void> {
  await changeTags(before, tagMap(now, context), {
    set: () => iot.tagResource({ resourceArn, tags: tagList(now, context) }),
    remove: (tagKeys) => iot.untagResource({ resourceArn, tagKeys }),
  });
}
