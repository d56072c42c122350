import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';

/** Tags of policies, thing groups, thing types, templates and rules, by ARN. */
export function tagHandlers(iot: ControlPlane) {
  return {
    TagResource: ({ resourceArn, tags }) => {
      iot.tags.tag(resourceArn, tags);
      return {};
    },

    UntagResource: ({ resourceArn, tagKeys }) => {
      iot.tags.untag(resourceArn, tagKeys);
      return {};
    },

    ListTagsForResource: (input) => {
      const found = iot.tags.list({ nextToken: input.nextToken }, input.resourceArn);
      return { tags: [...found.items], nextToken: found.nextToken };
    },
  } satisfies IotHandlers;
}
