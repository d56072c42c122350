import type { Store } from '@fleet/emulator-store';
import type { CloudWatchHandlers } from '../cloudwatch-parts';
import { validationError } from '../errors';
import type { TaggedResources } from './tagged-resources';

const mostTags = 50;

/** Tags of alarms and dashboards. */
export function tagHandlers(store: Store, tagged: TaggedResources): CloudWatchHandlers {
  return {
    TagResource: ({ ResourceARN: arn, Tags }) => {
      store.transaction(() => {
        const resource = tagged.get(arn);
        const tags = { ...resource.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
        if (Object.keys(tags).length > mostTags) {
          throw validationError(`${arn} has at most ${mostTags} tags.`);
        }
        resource.retag(tags);
      });
      return {};
    },

    UntagResource: ({ ResourceARN: arn, TagKeys: keys }) => {
      store.transaction(() => {
        const resource = tagged.get(arn);
        const rest = Object.entries(resource.tags).filter(([key]) => !keys.includes(key));
        resource.retag(Object.fromEntries(rest));
      });
      return {};
    },

    ListTagsForResource: ({ ResourceARN: arn }) => ({
      Tags: Object.entries(tagged.get(arn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}
