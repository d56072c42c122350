import type { IotCore } from '@fleet/iot-core';
import type { IotHandlers } from './handlers';

/** Tags of policies, thing groups, thing types, templates and rules, by ARN. */
export function tagHandlers({ tags }: IotCore) {
  return {
    TagResource: ({ resourceArn = '', tags: given = [] }) => {
      tags.tag(resourceArn, given);
      return {};
    },

    UntagResource: ({ resourceArn = '', tagKeys = [] }) => {
      tags.untag(resourceArn, tagKeys);
      return {};
    },

    ListTagsForResource: (input) => {
      const found = tags.list({ nextToken: input.nextToken }, input.resourceArn ?? '');
      return { tags: [...found.items], nextToken: found.nextToken };
    },
  } satisfies IotHandlers;
}
