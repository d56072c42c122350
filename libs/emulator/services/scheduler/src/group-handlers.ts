import type { RequestContext } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { groupArn } from './arns';
import { checkName } from './constraints';
import { alreadyExists, groupNotFound, invalid } from './errors';
import { defaultGroup } from './group-repository';
import type { ScheduleGroup } from './group-repository';
import { pageRules } from './page-rules';
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
      const found = page({ nextToken: NextToken, maxResults: MaxResults }, pageRules, {
        name: ['groups', prefix],
        key: textKey,
        read: (after, limit) => groups.page(prefix, after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        ScheduleGroups: found.items.map((group) => describe(group, context)),
        NextToken: found.nextToken,
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
