import { failureOf } from '@fleet/served-services';
import { daily, deadLettersArn, queueArn, serveScheduler } from './testing/served-scheduler';
import type { ServedScheduler } from './testing/served-scheduler';

const hourMillis = 3_600_000;
const dayMillis = 24 * hourMillis;
const noon = new Date('2026-11-28T12:00:00Z');
const later = (millis: number) => new Date(noon.getTime() + millis);

describe('a schedule', () => {
  let cloud: ServedScheduler;
  beforeEach(async () => {
    cloud = await serveScheduler(noon);
  });
  afterEach(() => cloud.close());

  const create = (...schedule: Parameters<typeof daily>) => cloud.client.createSchedule(daily(...schedule));

  describe('fires', () => {
    it('at each of its times', async () => {
      await create();
      await cloud.settled();
      expect(cloud.sent).toEqual([]);
      cloud.setTime(later(15 * hourMillis));
      expect(await cloud.bodies(1)).toEqual(['2026-11-29T03:00:00Z']);
      cloud.setTime(later(39 * hourMillis));
      expect(await cloud.bodies(2)).toEqual(['2026-11-29T03:00:00Z', '2026-11-30T03:00:00Z']);
    });

    it('once, with the last of the times that a moved clock has passed over', async () => {
      await create();
      cloud.setTime(later(361 * dayMillis));
      expect(await cloud.bodies(1)).toEqual(['2027-11-24T03:00:00Z']);
      await cloud.settled();
      expect(cloud.sent).toHaveLength(1);
    });

    it('again when its times come again, after the clock was moved back', async () => {
      await create();
      cloud.setTime(later(361 * dayMillis));
      await cloud.bodies(1);
      cloud.setTime(noon);
      await cloud.settled();
      cloud.setTime(later(dayMillis));
      expect(await cloud.bodies(2)).toEqual(['2027-11-24T03:00:00Z', '2026-11-29T03:00:00Z']);
    });

    it('once for what came while nothing ran', async () => {
      await create();
      await create({ Name: 'once', ScheduleExpression: 'at(2026-11-29T10:00:00)' });
      await cloud.restart(() => cloud.setTime(later(3 * dayMillis)));
      expect((await cloud.bodies(2)).sort()).toEqual(['2026-11-29T10:00:00Z', '2026-12-01T03:00:00Z']);
      await cloud.restart(() => undefined);
      await cloud.settled();
      expect(cloud.sent).toHaveLength(2);
    });

    it('when it is a rate, at once and then regularly', async () => {
      await create({ ScheduleExpression: 'rate(1 hour)' });
      const [first = ''] = await cloud.bodies(1);
      cloud.setTime(later(hourMillis + 30_000));
      const [, second = ''] = await cloud.bodies(2);
      expect(Date.parse(second) - Date.parse(first)).toBe(hourMillis);
    });

    it('when it is a rate with a start and an end, from the one on and before the other', async () => {
      const [StartDate, EndDate] = [later(10 * dayMillis), later(10 * dayMillis + hourMillis)];
      await create({ ScheduleExpression: 'rate(1 hour)', StartDate, EndDate });
      await cloud.settled();
      expect(cloud.sent).toEqual([]);
      cloud.setTime(later(20 * dayMillis));
      expect(await cloud.bodies(1)).toEqual(['2026-12-08T12:00:00Z']);
      cloud.setTime(later(40 * dayMillis));
      await cloud.settled();
      expect(cloud.sent).toHaveLength(1);
    });

    it('by the clocks of its time zone', async () => {
      const ScheduleExpressionTimezone = 'America/Los_Angeles';
      await create({ ScheduleExpression: 'at(2026-11-28T20:00:00)', ScheduleExpressionTimezone });
      cloud.setTime(later(17 * hourMillis));
      expect(await cloud.bodies(1)).toEqual(['2026-11-29T04:00:00Z']);
    });

    it('not while it is disabled, and not what came meanwhile when it is enabled', async () => {
      await create({ State: 'DISABLED' });
      cloud.setTime(later(3 * dayMillis));
      await cloud.settled();
      await cloud.client.updateSchedule(daily({ State: 'ENABLED' }));
      await cloud.settled();
      expect(cloud.sent).toEqual([]);
      cloud.setTime(later(4 * dayMillis));
      expect(await cloud.bodies(1)).toEqual(['2026-12-02T03:00:00Z']);
    });

    it('once at a time, also when it is updated afterwards, and again at another time', async () => {
      const once = { ScheduleExpression: 'at(2026-11-28T13:00:00)' };
      await create(once);
      cloud.setTime(later(2 * hourMillis));
      await cloud.bodies(1);
      await cloud.client.updateSchedule(daily({ ...once, Description: 'done' }));
      await cloud.settled();
      expect(cloud.sent).toHaveLength(1);
      await cloud.client.updateSchedule(daily({ ScheduleExpression: 'at(2026-11-28T15:00:00)' }));
      cloud.setTime(later(4 * hourMillis));
      expect((await cloud.bodies(2))[1]).toBe('2026-11-28T15:00:00Z');
    });

    it('at the beginning of a flexible window', async () => {
      await create({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 } });
      cloud.setTime(later(15 * hourMillis));
      expect(await cloud.bodies(1)).toEqual(['2026-11-29T03:00:00Z']);
    });

    it('never again once it is deleted, alone or with its group', async () => {
      await cloud.client.createScheduleGroup({ Name: 'group' });
      await create({ GroupName: 'group' });
      await create();
      await cloud.client.deleteScheduleGroup({ Name: 'group' });
      await cloud.client.deleteSchedule({ Name: 'daily' });
      cloud.setTime(later(3 * dayMillis));
      await cloud.settled();
      expect(cloud.sent).toEqual([]);
    });
  });

  describe('that is to be deleted after completion', () => {
    const once = { ScheduleExpression: 'at(2026-11-28T13:00:00)' };

    it('goes when it has fired', async () => {
      await create({ ...once, ActionAfterCompletion: 'DELETE' });
      await create({ ...once, Name: 'kept' });
      cloud.setTime(later(2 * hourMillis));
      await cloud.bodies(2);
      await cloud.settled();
      expect(await failureOf(cloud.client.getSchedule({ Name: 'daily' }))).toBe('ResourceNotFoundException');
      expect((await cloud.client.getSchedule({ Name: 'kept' })).ActionAfterCompletion).toBe('NONE');
    });

    it('stays when it was updated before its target was reached', async () => {
      cloud.breakTargets(() => true);
      await create({ ...once, ActionAfterCompletion: 'DELETE' });
      cloud.setTime(later(2 * hourMillis));
      await cloud.bodies(1);
      await cloud.settled();
      const another = {
        ScheduleExpression: 'at(2026-11-28T20:00:00)',
        ActionAfterCompletion: 'DELETE',
      } as const;
      await cloud.client.updateSchedule(daily(another));
      cloud.breakTargets(() => false);
      cloud.setTime(later(3 * hourMillis));
      await cloud.bodies(2);
      await cloud.settled();
      expect(await cloud.client.getSchedule({ Name: 'daily' })).toMatchObject(another);
    });
  });

  describe('tells its target', () => {
    const soon = { ScheduleExpression: 'at(2026-11-28T12:30:00)' };
    const arn = 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/daily';

    it('of itself and of the try', async () => {
      const keywords = ['schedule-arn', 'execution-id', 'attempt-number', 'unknown'];
      cloud.breakTargets(() => cloud.sent.length === 1);
      await create(soon, { Input: keywords.map((keyword) => `<aws.scheduler.${keyword}>`).join(' ') });
      cloud.setTime(later(hourMillis));
      await cloud.bodies(1);
      await cloud.settled();
      cloud.setTime(later(2 * hourMillis));
      const tries = await cloud.bodies(2);
      tries.forEach((body, index) => {
        expect(body).toMatch(new RegExp(`^${arn} [0-9a-f]{16} ${index + 1} <aws.scheduler.unknown>$`));
      });
    });

    it('what the service has to say where there is no input', async () => {
      await create(soon, { Input: undefined });
      cloud.setTime(later(hourMillis));
      const [body = ''] = await cloud.bodies(1);
      expect(JSON.parse(body)).toMatchObject({
        source: 'aws.scheduler',
        'detail-type': 'Scheduled Event',
        account: '123456789012',
        time: '2026-11-28T12:30:00Z',
        resources: [arn],
        detail: '{}',
      });
    });

    it('again after a restart, where it was not reached', async () => {
      cloud.breakTargets(() => true);
      await create(soon);
      cloud.setTime(later(hourMillis));
      await cloud.bodies(1);
      await cloud.settled();
      cloud.breakTargets(() => false);
      await cloud.restart(() => cloud.setTime(later(2 * hourMillis)));
      expect(await cloud.bodies(2)).toEqual(['2026-11-28T12:30:00Z', '2026-11-28T12:30:00Z']);
    });

    it.each([
      ['its tries', { MaximumRetryAttempts: 1 }, 'MaximumRetryAttempts'],
      ['its time', { MaximumEventAgeInSeconds: 3_600 }, 'MaximumEventAgeInSeconds'],
    ])('no more after %s, and leaves it to the dead-letter queue', async (_what, RetryPolicy, condition) => {
      cloud.breakTargets((target) => target === queueArn);
      await create(soon, { RetryPolicy, DeadLetterConfig: { Arn: deadLettersArn } });
      cloud.setTime(later(hourMillis));
      await cloud.bodies(1);
      await cloud.settled();
      cloud.setTime(later(3 * hourMillis));
      await cloud.bodies(3);
      expect(cloud.sent.map(({ targetArn }) => targetArn)).toEqual([queueArn, queueArn, deadLettersArn]);
      expect(cloud.sent[2]).toMatchObject({
        body: '2026-11-28T12:30:00Z',
        attributes: {
          ERROR_CODE: 'TargetUnavailableError',
          ERROR_MESSAGE: 'the target is away',
          EXHAUSTED_RETRY_CONDITION: condition,
          RETRY_ATTEMPTS: '1',
          IS_PAYLOAD_TRUNCATED: 'false',
          SCHEDULED_TIME: '2026-11-28T12:30:00Z',
          SCHEDULE_ARN: arn,
          TARGET_ARN: queueArn,
        },
      });
      cloud.setTime(later(dayMillis));
      await cloud.settled();
      expect(cloud.sent).toHaveLength(3);
    });

    it('and says in the log what reached nobody', async () => {
      cloud.breakTargets(() => true);
      await create(soon, {
        RetryPolicy: { MaximumRetryAttempts: 0 },
        DeadLetterConfig: { Arn: deadLettersArn },
      });
      cloud.setTime(later(hourMillis));
      await cloud.bodies(2);
      await cloud.settled();
      expect(cloud.problems).toEqual([
        `${arn} could not invoke ${queueArn}`,
        `What ${arn} could not deliver reached no dead-letter queue`,
      ]);
    });
  });
});
