import { AwsError } from '@fleet/aws-wire';
import type { SsmHandlers, SsmParts } from './ssm-parts';

/** The operations on the tags of parameters. */
export function tagHandlers({ parameters, store }: SsmParts): SsmHandlers {
  const requireResource = (name: string): void => {
    if (parameters.find(name) === undefined) {
      throw new AwsError('InvalidResourceId', `The resource ID "${name}" is not valid.`);
    }
  };
  return {
    AddTagsToResource: ({ ResourceId, Tags }) => {
      requireResource(ResourceId);
      store.transaction(() => Tags.forEach(({ Key, Value }) => parameters.tag(ResourceId, Key, Value)));
      return {};
    },
    RemoveTagsFromResource: ({ ResourceId, TagKeys }) => {
      requireResource(ResourceId);
      store.transaction(() => TagKeys.forEach((key) => parameters.untag(ResourceId, key)));
      return {};
    },
    ListTagsForResource: ({ ResourceId }) => {
      requireResource(ResourceId);
      return { TagList: parameters.tags(ResourceId) };
    },
  };
}
