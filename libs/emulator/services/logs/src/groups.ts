import { AwsError } from '@fleet/aws-wire';
import type { LogGroup, LogRepository } from './log-repository';

/** @throws AwsError ResourceNotFoundException */
export function existingGroup(logs: Pick<LogRepository, 'group'>, name: string | undefined): LogGroup {
  const group = name === undefined ? undefined : logs.group(name);
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return group;
}

/** The name of the group in its ARN, in that of a stream of it, or in `arn:…:log-group:NAME:*`; else `undefined`. */
export function groupNameIn(arn: string): string | undefined {
  return /^arn:[^:]+:logs:[^:]*:\d+:log-group:([^:]+)/.exec(arn)?.[1];
}

/** The tags of the group in an ARN. */
export function tagsInArn(
  logs: Pick<LogRepository, 'tags'>,
  arn: string,
): Readonly<Record<string, string>> | undefined {
  const name = groupNameIn(arn);
  return name === undefined ? undefined : logs.tags(name);
}
