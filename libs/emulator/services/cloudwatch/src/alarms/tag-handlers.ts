import { AwsError } from '@fleet/aws-wire';
import type { CloudWatchHandlers } from '../cloudwatch-parts';
import { validationError } from '../errors';
import type { AlarmParts } from './alarm-parts';
import type { Alarm } from './alarm-repository';

const mostTags = 50;

/** Tags of alarms. */
export function tagHandlers(parts: AlarmParts): CloudWatchHandlers {
  const { alarms, store } = parts;
  return {
    TagResource: ({ ResourceARN: arn, Tags }) => {
      store.transaction(() => {
        const alarm = taggedAlarm(parts, arn);
        const tags = { ...alarm.tags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) };
        if (Object.keys(tags).length > mostTags) {
          throw validationError(`An alarm has at most ${mostTags} tags.`);
        }
        alarms.save({ ...alarm, tags });
      });
      return {};
    },

    UntagResource: ({ ResourceARN: arn, TagKeys: keys }) => {
      store.transaction(() => {
        const alarm = taggedAlarm(parts, arn);
        const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !keys.includes(key)));
        alarms.save({ ...alarm, tags });
      });
      return {};
    },

    ListTagsForResource: ({ ResourceARN: arn }) => ({
      Tags: Object.entries(taggedAlarm(parts, arn).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** The name in the ARN of an alarm; it may contain colons. */
export function alarmNameIn(arn: string): string | undefined {
  return /^arn:aws:cloudwatch:[^:]*:\d*:alarm:(.+)$/s.exec(arn)?.[1];
}

function taggedAlarm({ alarms }: AlarmParts, arn: string): Alarm {
  const name = alarmNameIn(arn);
  const found = name === undefined ? undefined : alarms.find(name);
  if (found === undefined) {
    throw new AwsError('ResourceNotFoundException', `There is no alarm ${arn}.`);
  }
  return found;
}
