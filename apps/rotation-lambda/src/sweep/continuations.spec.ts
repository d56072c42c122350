import {
  ConflictException,
  SchedulerClient,
  type CreateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { createContinuations } from './continuations';

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:fleetprov_rotation_monitor';
const at = new Date('2027-01-01T03:16:00.250Z');
const scheduledTime = new Date('2027-01-01T03:00:00Z');

describe('a continuation', () => {
  let made: Map<string, CreateScheduleCommandInput>;
  let refusal: Error | undefined;
  let continuations: ReturnType<typeof createContinuations>;

  beforeEach(() => {
    made = new Map();
    refusal = undefined;
    const scheduler = new SchedulerClient({ region: 'us-east-1' });
    scheduler.middlewareStack.add(
      () => (given) => {
        // What EventBridge Scheduler answers: a name is there once.
        const input: object = given.input;
        const name = 'Name' in input && typeof input.Name === 'string' ? input.Name : '';
        if (refusal !== undefined) {
          throw refusal;
        }
        if (made.has(name)) {
          throw new ConflictException({ $metadata: {}, message: 'exists', Message: 'exists' });
        }
        made.set(name, { ...unnamed, ...input });
        return Promise.resolve({ response: {}, output: { $metadata: {} } });
      },
      { step: 'initialize', priority: 'high' },
    );
    continuations = createContinuations({
      scheduler,
      functionArn,
      roleArn: 'role',
      failuresArn: 'failures',
      names: { resourceTag: 'a-tag-of-fourt', scheduleGroup: 'fleetprov_rotation' },
    });
  });

  const unnamed: CreateScheduleCommandInput = {
    Name: undefined,
    ScheduleExpression: undefined,
    Target: undefined,
    FlexibleTimeWindow: undefined,
  };

  it('calls the function once more, for the same day, and is deleted after that', async () => {
    const sweepId = '20270101-0123456789ab';
    await continuations.schedule({ sweepId, round: 1234 }, scheduledTime, at);
    const [[name, schedule] = []] = made;
    expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
    const { Target: { Input = '', ...target } = {}, ...about } = schedule ?? {};
    expect(about).toEqual({
      Name: `a-tag-of-fourt_${sweepId}_1234`,
      GroupName: 'fleetprov_rotation',
      ScheduleExpression: 'at(2027-01-01T03:16:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
    });
    expect(target).toEqual({
      Arn: functionArn,
      RoleArn: 'role',
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3_600 },
      DeadLetterConfig: { Arn: 'failures' },
    });
    expect(JSON.parse(Input)).toEqual({
      scheduledTime: '2027-01-01T03:00:00.000Z',
      continuation: { sweepId, round: 1234 },
    });
  });

  it('fails when EventBridge Scheduler does not take it', async () => {
    const error = new Error('throttled');
    refusal = error;
    await expect(continuations.schedule({ sweepId: 'a', round: 1 }, scheduledTime, at)).rejects.toBe(error);
  });

  it('is left once, when a round leaves it a second time after an answer was lost', async () => {
    const continuation = { sweepId: '20270101-a', round: 1 };
    await continuations.schedule(continuation, scheduledTime, at);
    await continuations.schedule(continuation, scheduledTime, at);
    expect(made.size).toBe(1);
  });

  it('of two days that wait for the same sweep is one for each', async () => {
    await continuations.comeAgain(scheduledTime, at);
    await continuations.comeAgain(new Date('2027-01-02T03:00:00Z'), at);
    expect([...made.keys()].every((name) => /^[0-9a-zA-Z-_.]{1,64}$/.test(name))).toBe(true);
    expect([...made].map(([name, { Target }]) => [name, Target?.Input])).toEqual([
      [`a-tag-of-fourt_again_20270101_${at.getTime()}`, '{"scheduledTime":"2027-01-01T03:00:00.000Z"}'],
      [`a-tag-of-fourt_again_20270102_${at.getTime()}`, '{"scheduledTime":"2027-01-02T03:00:00.000Z"}'],
    ]);
  });
});
