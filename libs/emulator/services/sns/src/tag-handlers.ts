import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';
import type { SnsHandlers, SnsParts } from './sns-parts';
import { tagMap } from './tags';
import { existingTopic } from './topics';
import type { Topic } from './topic-repository';

/** Tags of topics. */
export function tagHandlers(parts: SnsParts): SnsHandlers {
  const change = (
    arn: string,
    context: RequestContext,
    tagsAfter: (topic: Topic) => Topic['tags'],
  ): object => {
    parts.store.transaction(() => {
      const topic = taggedTopic(parts, arn, context);
      parts.topics.save({ ...topic, tags: tagsAfter(topic) });
    });
    return {};
  };
  return {
    TagResource: ({ ResourceArn, Tags }, context) =>
      change(ResourceArn, context, ({ tags }) => ({ ...tags, ...tagMap(Tags) })),

    UntagResource: ({ ResourceArn, TagKeys }, context) =>
      change(ResourceArn, context, ({ tags }) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
      ),

    ListTagsForResource: ({ ResourceArn }, context) => {
      const { tags } = taggedTopic(parts, ResourceArn, context);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

/** @throws AwsError ResourceNotFound, the code that these operations have in the place of NotFound */
function taggedTopic(parts: SnsParts, arn: string, context: RequestContext): Topic {
  try {
    return existingTopic(parts, arn, context);
  } catch (cause) {
    if (cause instanceof AwsError && cause.code === 'NotFound') {
      throw new AwsError('ResourceNotFound', 'Resource does not exist', { cause });
    }
    throw cause;
  }
}
