import type * as Lambda from '@aws-sdk/client-lambda';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { invalidParameter } from './errors';
import { existing } from './functions-api';
import type { LambdaParts } from './lambda-parts';

const maximumTags = 50;

/** Tags of functions. */
export function tagHandlers(parts: LambdaParts): ServiceHandlers<typeof Lambda> {
  return {
    TagResource(input) {
      const record = existing(parts, input.Resource);
      const tags = { ...record.tags, ...input.Tags };
      if (Object.keys(tags).length > maximumTags) {
        throw invalidParameter(`A function has at most ${maximumTags} tags.`);
      }
      parts.functions.save({ ...record, tags });
      return {};
    },
    UntagResource(input) {
      const record = existing(parts, input.Resource);
      const removed = new Set(input.TagKeys);
      const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !removed.has(key)));
      parts.functions.save({ ...record, tags });
      return {};
    },
    ListTags: (input) => ({ Tags: existing(parts, input.Resource).tags }),
  };
}
