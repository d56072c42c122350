import type { EcrHandlers, EcrParts } from './ecr-parts';
import { changeRepository, existingRepository, tagMap, repositoryNameOf } from './repositories';

/** The operations on the tags of repositories. */
export function tagHandlers(parts: EcrParts): EcrHandlers {
  return {
    TagResource: ({ resourceArn, tags }) => {
      const { name, tags: before } = existingRepository(parts, repositoryNameOf(resourceArn));
      changeRepository(parts, name, { tags: { ...before, ...tagMap(tags) } });
      return {};
    },
    UntagResource: ({ resourceArn, tagKeys }) => {
      const { name, tags } = existingRepository(parts, repositoryNameOf(resourceArn));
      changeRepository(parts, name, {
        tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !tagKeys.includes(key))),
      });
      return {};
    },
    ListTagsForResource: ({ resourceArn }) => ({
      tags: Object.entries(existingRepository(parts, repositoryNameOf(resourceArn)).tags).map(
        ([Key, Value]) => ({ Key, Value }),
      ),
    }),
  };
}
