import type { RequestContext } from '@fleet/aws-wire';
import { groupArn } from './arns';
import { checkName, checkRange } from './constraints';
import { alreadyExists, groupNotFound, invalid } from './errors';
import { defaultGroup } from './group-repository';
import type { ScheduleGroup } from './group-repository';
import { decodePageToken, encodePageToken } from './page-token';
import { largestPage } from './scheduler-parts';
import type { SchedulerHandlers, SchedulerParts } from './scheduler-parts';
import { checkedTags } from './tag-handlers';

/** Groups of schedules. A group is deleted at once, with its schedules. */
export function groupHandlers({ store, clock, groups }: SchedulerParts): SchedulerHandlers {
  const existing = (name: string): ScheduleGroup => {
    const group = groups.find(checkName(name, 'name'));
    if (group === undefined) {
      throw groupNotFound(name);
    }
    return group;
  };
  return {
    CreateScheduleGroup: ({ Name, Tags, ClientToken }, context) => {
      const name = checkName(Name, 'name');
      const tags = checkedTags({}, Tags ?? []);
      const now = clock.nowMillis();
      store.transaction(() => {
        const before = groups.find(name);
        if (before === undefined) {
          groups.save({ name, created: now, modified: now, creationToken: ClientToken, tags });
        } else if (before.creationToken === undefined || before.creationToken !== ClientToken) {
          throw alreadyExists('Schedule group', name);
        }
      });
      return { ScheduleGroupArn: groupArn(context, name) };
    },
    GetScheduleGroup: ({ Name }, context) => describe(existing(Name), context),
    DeleteScheduleGroup: ({ Name }) => {
      const { name } = existing(Name);
      if (name === defaultGroup) {
        throw invalid('The default schedule group cannot be deleted.');
      }
      groups.delete(name);
      return {};
    },
    ListScheduleGroups: ({ NamePrefix: prefix = '', NextToken, MaxResults }, context) => {
      const limit = checkRange(MaxResults ?? largestPage, 'maxResults', 1, largestPage);
      const page = groups.page(prefix, decodePageToken(NextToken)?.group, limit);
      const last = page.length === limit ? page.at(-1) : undefined;
      return {
        ScheduleGroups: page.map((group) => describe(group, context)),
        NextToken: last && encodePageToken({ group: last.name }),
      };
    },
  };
}

function describe({ name, created, modified }: ScheduleGroup, context: RequestContext) {
  return {
    Arn: groupArn(context, name),
    Name: name,
    State: 'ACTIVE' as const,
    CreationDate: new Date(created),
    LastModificationDate: new Date(modified),
  };
}
