import type * as Lambda from '@aws-sdk/client-lambda';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { invalidParameter } from './errors';
import { existingMapping } from './event-source-handlers';
import { existingFunction } from './functions';
import type { LambdaParts } from './lambda-parts';

const maximumTags = 50;
const mappingArn = /^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:event-source-mapping:([0-9a-f-]{36})$/;

/** What has tags: a function or an event source mapping. */
interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  save(tags: Record<string, string>): void;
}

function tagged(parts: LambdaParts, resource: string): Tagged {
  const uuid = mappingArn.exec(resource)?.[1];
  if (uuid === undefined) {
    const record = existingFunction(parts, resource);
    return { tags: record.tags, save: (tags) => parts.functions.save({ ...record, tags }) };
  }
  const mapping = existingMapping(parts.mappings, uuid);
  return { tags: mapping.tags, save: (tags) => parts.mappings.save({ ...mapping, tags }) };
}

/** The tags of a function or an event source mapping, by its ARN; `undefined` where there is none. */
export function tagsOf({ functions, mappings }: LambdaParts, arn: string): Tagged['tags'] | undefined {
  const uuid = mappingArn.exec(arn)?.[1];
  if (uuid !== undefined) {
    return mappings.find(uuid)?.tags;
  }
  const [, , , , , , name = ''] = arn.split(':');
  return functions.find(name)?.tags;
}

/** Tags of functions and event source mappings. */
export function tagHandlers(parts: LambdaParts): ServiceHandlers<typeof Lambda> {
  return {
    TagResource(input) {
      const resource = tagged(parts, input.Resource);
      const tags = { ...resource.tags, ...input.Tags };
      if (Object.keys(tags).length > maximumTags) {
        throw invalidParameter(`A resource has at most ${maximumTags} tags.`);
      }
      resource.save(tags);
      return {};
    },
    UntagResource(input) {
      const resource = tagged(parts, input.Resource);
      const removed = new Set(input.TagKeys);
      resource.save(Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !removed.has(key))));
      return {};
    },
    ListTags: (input) => ({ Tags: { ...tagged(parts, input.Resource).tags } }),
  };
}
