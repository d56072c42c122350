import type { Tag } from '@aws-sdk/client-scheduler';
import type { Parsed } from '@fleet/aws-wire';
import { groupNotFound, invalid } from './errors';
import type { ScheduleGroup } from './group-repository';
import type { SchedulerHandlers, SchedulerParts } from './scheduler-parts';

const mostTags = 50;
const groupArnPattern =
  /^arn:aws(?:-[a-z]+)?:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/([0-9a-zA-Z\-_.]+)$/;

/** Tags, which groups of schedules have and schedules have not. */
export function tagHandlers({ store, clock, groups }: SchedulerParts): SchedulerHandlers {
  const existing = (arn: string): ScheduleGroup => {
    const name = groupArnPattern.exec(arn)?.[1];
    if (name === undefined) {
      throw invalid(`${arn.slice(0, 200)} is no ARN of a schedule group.`);
    }
    const group = groups.find(name);
    if (group === undefined) {
      throw groupNotFound(name);
    }
    return group;
  };
  const retag = (arn: string, change: (tags: ScheduleGroup['tags']) => ScheduleGroup['tags']): object =>
    store.transaction(() => {
      const group = existing(arn);
      groups.save({ ...group, modified: clock.nowMillis(), tags: change(group.tags) });
      return {};
    });
  return {
    TagResource: ({ ResourceArn, Tags }) => retag(ResourceArn, (tags) => checkedTags(tags, Tags)),
    UntagResource: ({ ResourceArn, TagKeys }) =>
      retag(ResourceArn, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
      ),
    ListTagsForResource: ({ ResourceArn }) => ({
      Tags: Object.entries(existing(ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** @throws AwsError ValidationException for tags that are not legal, or too many */
export function checkedTags(
  before: Readonly<Record<string, string>>,
  added: readonly Parsed<Tag>[],
): Record<string, string> {
  const tags = { ...before };
  for (const { Key, Value } of added) {
    if (Key === '' || Key.length > 128 || Value.length > 256) {
      throw invalid('A tag has a key of 1 to 128 characters and a value of at most 256.');
    }
    tags[Key] = Value;
  }
  if (Object.keys(tags).length > mostTags) {
    throw invalid(`A schedule group has at most ${mostTags} tags.`);
  }
  return tags;
}
