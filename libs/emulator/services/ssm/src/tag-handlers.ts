import { AwsError } from '@fleet/aws-wire';
import type { SsmHandlers, SsmParts } from './ssm-parts';

/** The operations on the tags of parameters. */
export function tagHandlers({ parameters, store }: SsmParts): SsmHandlers {
  const requireResource = (type: string, name: string): void => {
    if (type !== 'Parameter') {
      throw new AwsError(
        'InvalidResourceType',
        `local-cloud has tags of the resource type Parameter, not ${type}.`,
      );
    }
    if (parameters.find(name) === undefined) {
      throw new AwsError('InvalidResourceId', `The resource ID "${name}" is not valid.`);
    }
  };
  return {
    AddTagsToResource: ({ ResourceType, ResourceId, Tags }) => {
      requireResource(ResourceType, ResourceId);
      store.transaction(() => Tags.forEach(({ Key, Value }) => parameters.tag(ResourceId, Key, Value)));
      return {};
    },
    RemoveTagsFromResource: ({ ResourceType, ResourceId, TagKeys }) => {
      requireResource(ResourceType, ResourceId);
      store.transaction(() => TagKeys.forEach((key) => parameters.untag(ResourceId, key)));
      return {};
    },
    ListTagsForResource: ({ ResourceType, ResourceId }) => {
      requireResource(ResourceType, ResourceId);
      return { TagList: parameters.tags(ResourceId) };
    },
  };
}
