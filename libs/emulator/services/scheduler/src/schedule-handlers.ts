import type { RequestContext, RoleTrust } from '@fleet/aws-wire';
import { page } from '@fleet/paging';
import { groupArn, scheduleArn } from './arns';
import { checkName, checkOneOf } from './constraints';
import { alreadyExists, groupNotFound, invalid, scheduleNotFound } from './errors';
import { defaultGroup } from './group-repository';
import { firstPlan, updatedPlan } from './occurrence-plan';
import { pageRules } from './page-rules';
import { definitionOf, describeDefinition } from './schedule-definition';
import type { ScheduleDefinition } from './schedule-definition';
import { scheduleKey } from './schedule-repository';
import type { Schedule } from './schedule-repository';
import type { SchedulerHandlers, SchedulerParts } from './scheduler-parts';

/** Schedules. */
export function scheduleHandlers({
  store,
  clock,
  groups,
  schedules,
  runner,
  roleTrust,
}: SchedulerParts): SchedulerHandlers {
  const existing = (group: string | undefined, name: string): Schedule => {
    const schedule = schedules.find(groupOf(group), checkName(name, 'name'));
    if (schedule === undefined) {
      throw scheduleNotFound(name);
    }
    return schedule;
  };
  return {
    CreateSchedule: (input, context) => {
      const group = groupOf(input.GroupName);
      const name = checkName(input.Name, 'name');
      const now = clock.nowMillis();
      const definition = definitionOf(input, now);
      checkRole(roleTrust, definition, groupArn(context, group));
      store.transaction(() => {
        if (groups.find(group) === undefined) {
          throw groupNotFound(group);
        }
        const before = schedules.find(group, name);
        if (before === undefined) {
          const made = { group, name, definition, created: now, modified: now, revision: 1 };
          schedules.add({ ...made, ...firstPlan(definition, now), creationToken: input.ClientToken });
        } else if (before.creationToken === undefined || before.creationToken !== input.ClientToken) {
          throw alreadyExists('Schedule', name);
        }
      });
      runner.pump();
      return { ScheduleArn: scheduleArn(context, group, name) };
    },
    GetSchedule: ({ GroupName, Name }, context) => {
      const schedule = existing(GroupName, Name);
      return { ...summary(schedule, context), ...describeDefinition(schedule.definition) };
    },
    UpdateSchedule: (input, context) => {
      const now = clock.nowMillis();
      const before = existing(input.GroupName, input.Name);
      const definition = definitionOf(input, now, before.definition);
      checkRole(roleTrust, definition, groupArn(context, before.group));
      const plan = updatedPlan(before, definition, now);
      schedules.update({ ...before, ...plan, definition, modified: now, revision: before.revision + 1 });
      runner.pump();
      return { ScheduleArn: scheduleArn(context, before.group, before.name) };
    },
    DeleteSchedule: ({ GroupName, Name }) => {
      schedules.delete(existing(GroupName, Name).id);
      return {};
    },
    ListSchedules: ({ GroupName, NamePrefix, State, NextToken, MaxResults }, context) => {
      const state = State && checkOneOf(State, 'state', ['ENABLED', 'DISABLED']);
      const group = GroupName && checkName(GroupName, 'groupName');
      if (group !== undefined && groups.find(group) === undefined) {
        throw groupNotFound(group);
      }
      const filter = { group, namePrefix: NamePrefix, state };
      const found = page({ nextToken: NextToken, maxResults: MaxResults }, pageRules, {
        name: ['schedules', group, NamePrefix, state],
        key: scheduleKey,
        read: (after, limit) => schedules.page(filter, after, limit),
        keyOf: (schedule) => [schedule.group, schedule.name] as const,
      });
      return {
        Schedules: found.items.map((schedule) => summary(schedule, context)),
        NextToken: found.nextToken,
      };
    },
  };
}

function groupOf(name: string | undefined): string {
  return checkName(name ?? defaultGroup, 'groupName');
}

/**
 * AWS's text, as every tool that has to wait for a new role looks for it. Documented: `aws:SourceArn` is the ARN of the
 * schedule's group (EventBridge Scheduler user guide, "Confused deputy prevention").
 * @throws ValidationException
 */
function checkRole(roleTrust: RoleTrust, { target }: ScheduleDefinition, sourceArn: string): void {
  if (!roleTrust(target.roleArn, 'scheduler.amazonaws.com', sourceArn)) {
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  }
}

function summary({ group, name, definition, created, modified }: Schedule, context: RequestContext) {
  return {
    Arn: scheduleArn(context, group, name),
    GroupName: group,
    Name: name,
    State: definition.state,
    CreationDate: new Date(created),
    LastModificationDate: new Date(modified),
    Target: { Arn: definition.target.arn },
  };
}
