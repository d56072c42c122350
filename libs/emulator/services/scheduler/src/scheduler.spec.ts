import type { CreateScheduleCommandInput, Target } from '@aws-sdk/client-scheduler';
import { failureOf } from '@fleet/served-services';
import {
  daily,
  deadLettersArn,
  queueArn,
  roleArn,
  serveScheduler,
  untrustingRoleArn,
} from './testing/served-scheduler';
import type { ServedScheduler } from './testing/served-scheduler';

const noon = new Date('2026-11-28T12:00:00Z');
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:sweep';

describe('EventBridge Scheduler, to the AWS SDK', () => {
  let cloud: ServedScheduler;
  beforeEach(async () => {
    cloud = await serveScheduler(noon);
  });
  afterEach(() => cloud.close());

  it('answers a schedule with the defaults that are in force', async () => {
    const Arn = 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/daily';
    expect((await cloud.client.createSchedule(daily())).ScheduleArn).toBe(Arn);
    expect(await cloud.client.getSchedule({ Name: 'daily' })).toMatchObject({
      Arn,
      GroupName: 'default',
      Name: 'daily',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: queueArn,
        RoleArn: roleArn,
        Input: '<aws.scheduler.scheduled-time>',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    });
  });

  it('replaces all of a schedule by an update, and keeps it over a restart', async () => {
    const StartDate = new Date('2027-01-01T00:00:00Z');
    const EndDate = new Date('2028-01-01T00:00:00Z');
    const target = { Arn: functionArn, Input: '{"a":1}', DeadLetterConfig: { Arn: deadLettersArn } };
    await cloud.client.createSchedule(daily({ Description: 'first' }));
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } as const;
    await cloud.client.updateSchedule(daily({ StartDate, EndDate, FlexibleTimeWindow }, target));
    await cloud.restart(() => undefined);
    const after = await cloud.client.getSchedule({ Name: 'daily' });
    expect(after).toMatchObject({ StartDate, EndDate, FlexibleTimeWindow, Target: target });
    expect(after.Description).toBeUndefined();
  });

  it('takes in an update a start that has passed meanwhile', async () => {
    const StartDate = new Date('2027-01-01T00:00:00Z');
    await cloud.client.createSchedule(daily({ StartDate }));
    cloud.setTime(new Date('2027-06-01T00:00:00Z'));
    await cloud.client.updateSchedule(daily({ StartDate, Description: 'second' }));
    expect(await cloud.client.getSchedule({ Name: 'daily' })).toMatchObject({
      StartDate,
      Description: 'second',
    });
  });

  it('knows a call that is made again from a second schedule or group of the name', async () => {
    const once = daily({ ClientToken: 'token' });
    expect(await cloud.client.createSchedule(once)).toMatchObject({
      ScheduleArn: (await cloud.client.createSchedule(once)).ScheduleArn,
    });
    expect(await failureOf(cloud.client.createSchedule(daily()))).toBe('ConflictException');
    await cloud.client.createScheduleGroup({ Name: 'group', ClientToken: 'token' });
    await cloud.client.createScheduleGroup({ Name: 'group', ClientToken: 'token' });
    expect(await failureOf(cloud.client.createScheduleGroup({ Name: 'group' }))).toBe('ConflictException');
    expect(await failureOf(cloud.client.createScheduleGroup({ Name: 'default' }))).toBe('ConflictException');
  });

  it('refuses a role that EventBridge Scheduler cannot assume', async () => {
    const { client } = cloud;
    const untrusted = daily({}, { RoleArn: untrustingRoleArn });
    const refusal = {
      name: 'ValidationException',
      message: 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    };

    await expect(client.createSchedule(untrusted)).rejects.toMatchObject(refusal);
    await client.createSchedule(daily());
    await expect(client.updateSchedule(untrusted)).rejects.toMatchObject(refusal);
  });

  it('names what is not there', async () => {
    const { client } = cloud;
    const missing = 'ResourceNotFoundException';
    expect(await failureOf(client.getSchedule({ Name: 'daily' }))).toBe(missing);
    expect(await failureOf(client.updateSchedule(daily()))).toBe(missing);
    expect(await failureOf(client.deleteSchedule({ Name: 'daily' }))).toBe(missing);
    expect(await failureOf(client.createSchedule(daily({ GroupName: 'group' })))).toBe(missing);
    expect(await failureOf(client.listSchedules({ GroupName: 'group' }))).toBe(missing);
    expect(await failureOf(client.getScheduleGroup({ Name: 'group' }))).toBe(missing);
    expect(await failureOf(client.deleteScheduleGroup({ Name: 'group' }))).toBe(missing);
  });

  it('lists schedules page by page, of a group, a prefix or a state', async () => {
    const { client } = cloud;
    await client.createScheduleGroup({ Name: 'group' });
    for (const Name of ['a-1', 'a-2', 'b-1']) {
      await client.createSchedule(daily({ Name }));
    }
    await client.createSchedule(daily({ Name: 'a-1', GroupName: 'group', State: 'DISABLED' }));
    const names = async (filter: Parameters<typeof client.listSchedules>[0]) => {
      const found: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.listSchedules({ ...filter, MaxResults: 2, NextToken });
        found.push(...(page.Schedules ?? []).map(({ GroupName, Name }) => `${GroupName}/${Name}`));
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return found;
    };
    expect(await names({})).toEqual(['default/a-1', 'default/a-2', 'default/b-1', 'group/a-1']);
    expect(await names({ GroupName: 'group' })).toEqual(['group/a-1']);
    expect(await names({ NamePrefix: 'a-', State: 'ENABLED' })).toEqual(['default/a-1', 'default/a-2']);
    const { NextToken } = await client.listSchedules({ MaxResults: 1 });
    const refused = [{ NextToken: 'of my own' }, { NextToken, GroupName: 'group' }, { MaxResults: 101 }];
    for (const request of refused) {
      expect(await failureOf(client.listSchedules(request))).toBe('ValidationException');
    }
  });

  it('lists groups, the default one first made, and never deletes that', async () => {
    const { client } = cloud;
    await client.createScheduleGroup({ Name: 'other' });
    const { ScheduleGroups = [], NextToken } = await client.listScheduleGroups({ MaxResults: 1 });
    expect(ScheduleGroups).toMatchObject([{ Name: 'default', State: 'ACTIVE' }]);
    const rest = await client.listScheduleGroups({ NextToken, MaxResults: 1 });
    expect(rest.ScheduleGroups).toMatchObject([{ Name: 'other' }]);
    expect(rest.NextToken).toBeUndefined();
    expect(await failureOf(client.deleteScheduleGroup({ Name: 'default' }))).toBe('ValidationException');
  });

  it('keeps the tags of groups', async () => {
    const { client } = cloud;
    const Tags = [{ Key: 'a', Value: '1' }];
    const { ScheduleGroupArn: ResourceArn } = await client.createScheduleGroup({ Name: 'group', Tags });
    await client.tagResource({ ResourceArn, Tags: [{ Key: 'b', Value: '2' }] });
    await client.untagResource({ ResourceArn, TagKeys: ['a'] });
    expect((await client.listTagsForResource({ ResourceArn })).Tags).toEqual([{ Key: 'b', Value: '2' }]);
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    expect(await failureOf(client.tagResource({ ResourceArn, Tags: many }))).toBe('ValidationException');
    const noGroup = client.listTagsForResource({ ResourceArn: `${ResourceArn}-2` });
    expect(await failureOf(noGroup)).toBe('ResourceNotFoundException');
  });

  const refused: [string, Partial<CreateScheduleCommandInput>, Partial<Target>?][] = [
    ['an expression that is none', { ScheduleExpression: 'cron(0 3 * * * *)' }],
    [
      'a time that clocks skip',
      { ScheduleExpression: 'at(2026-03-29T02:30:00)', ScheduleExpressionTimezone: 'Europe/Berlin' },
    ],
    ['a time zone that is none', { ScheduleExpressionTimezone: 'Mars/Olympus' }],
    ['a name that is none', { Name: 'a b' }],
    ['a name too long', { Name: 'a'.repeat(65) }],
    ['a group that is no name', { GroupName: '../x' }],
    ['an end before its start', { StartDate: new Date('2027-02-01'), EndDate: new Date('2027-01-01') }],
    ['an end that is past', { EndDate: new Date('2026-01-01') }],
    ['a start that is past', { StartDate: new Date('2026-01-01') }],
    ['a window without minutes', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }],
    ['minutes without a window', { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } }],
    ['a description too long', { Description: 'a'.repeat(513) }],
    ['a target that is neither function nor queue', {}, { Arn: 'arn:aws:sns:us-east-1:123456789012:topic' }],
    ['a universal target', {}, { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' }],
    ['a FIFO queue', {}, { Arn: `${queueArn}.fifo`, SqsParameters: { MessageGroupId: 'a' } }],
    ['a role that is none', {}, { RoleArn: 'scheduler' }],
    [
      'an input that is no JSON, for a function',
      {},
      { Arn: functionArn, Input: '<aws.scheduler.scheduled-time>' },
    ],
    ['an input too large', {}, { Input: 'a'.repeat(256 * 1024 + 1) }],
    ['too many retries', {}, { RetryPolicy: { MaximumRetryAttempts: 186 } }],
    ['an event age too short', {}, { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
    ['a dead-letter queue that is none', {}, { DeadLetterConfig: { Arn: functionArn } }],
  ];
  it.each(refused)('refuses a schedule with %s', async (_what, schedule, target = {}) => {
    expect(await failureOf(cloud.client.createSchedule(daily(schedule, target)))).toBe('ValidationException');
    expect((await cloud.client.listSchedules({})).Schedules).toEqual([]);
  });
});
