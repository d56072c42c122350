import { AwsError, type RequestContext } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { existingGroup, groupNameIn } from './groups';
import type { LogGroup } from './log-repository';
import type { LogsHandlers, LogsParts } from './logs-parts';
import { pageRules } from './page-rules';

const groupNamePattern = /^[.\-_/#A-Za-z0-9]{1,512}$/;

export function groupHandlers({ store, clock, logs }: LogsParts): LogsHandlers {
  const setRetention = (name: string, days: number | undefined): object => {
    logs.saveGroup({ ...existingGroup(logs, name), retentionDays: days });
    return {};
  };
  return {
    CreateLogGroup: ({ logGroupName: name, tags }) => {
      if (!groupNamePattern.test(name)) {
        throw new AwsError('InvalidParameterException', `${name.slice(0, 80)} is no name of a log group.`);
      }
      return store.transaction(() => {
        if (logs.group(name) !== undefined) {
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
        }
        logs.saveGroup({ name, created: clock.nowMillis(), retentionDays: undefined });
        logs.tag(name, tags ?? {});
        return {};
      });
    },
    DeleteLogGroup: ({ logGroupName }) => {
      existingGroup(logs, logGroupName);
      logs.deleteGroup(logGroupName);
      return {};
    },
    DescribeLogGroups: ({ logGroupNamePrefix: prefix = '', nextToken, limit }, context) => {
      const found = page({ nextToken, maxResults: limit }, pageRules, {
        name: ['groups', prefix],
        key: textKey,
        read: (after, most) => logs.groups(prefix, after, most),
        keyOf: ({ name }) => name,
      });
      return {
        logGroups: found.items.map((group) => describe(group, context)),
        nextToken: found.nextToken,
      };
    },
    PutRetentionPolicy: ({ logGroupName, retentionInDays }) => setRetention(logGroupName, retentionInDays),
    DeleteRetentionPolicy: ({ logGroupName }) => setRetention(logGroupName, undefined),
    TagResource: ({ resourceArn, tags }) => {
      logs.tag(existingGroup(logs, groupNameIn(resourceArn)).name, tags);
      return {};
    },
    UntagResource: ({ resourceArn, tagKeys }) => {
      logs.untag(existingGroup(logs, groupNameIn(resourceArn)).name, tagKeys);
      return {};
    },
    ListTagsForResource: ({ resourceArn }) => ({
      tags: logs.tags(existingGroup(logs, groupNameIn(resourceArn)).name),
    }),
  };
}

function describe({ name, created, retentionDays }: LogGroup, { region, accountId }: RequestContext) {
  const logGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
  return {
    logGroupName: name,
    creationTime: created,
    arn: `${logGroupArn}:*`,
    logGroupArn,
    metricFilterCount: 0,
    retentionInDays: retentionDays,
  };
}
