import { newSerial, type LeastPrivilegeGround } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';

/** Has a schedule like those of the monitor call a function now, once, and without a second try. */
async function callBySchedule(
  { testCloud, clients, fleet, stack }: LeastPrivilegeGround,
  { name, target, event }: { readonly name: string; readonly target: string; readonly event: object },
): Promise<void> {
  const { cloud } = testCloud;
  const daily = await clients.scheduler.getSchedule({
    GroupName: fleet.names.scheduleGroup,
    Name: fleet.names.rotationSchedule,
  });
  const { Configuration } = await clients.lambda.getFunction({ FunctionName: stack.physicalName(target) });
  const { time } = await cloud.moveTime('+0d');
  const at = new Date(time.getTime() + 60_000);
  await clients.scheduler.createSchedule({
    Name: name,
    GroupName: fleet.names.scheduleGroup,
    ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: Configuration?.FunctionArn,
      RoleArn: daily.Target?.RoleArn,
      Input: JSON.stringify(event),
      RetryPolicy: { MaximumRetryAttempts: 0 },
      DeadLetterConfig: daily.Target?.DeadLetterConfig,
    },
  });
  await cloud.moveTime('+2m');
}

const call = scenario({
  title: 'the time of a schedule comes',
  needs: {
    'the schedule calls the monitor': permissions('RotationSchedulesRole', {
      'function:RotationMonitorFunction': ['lambda:InvokeFunction'],
    }),
  },
  prepare: (ground) => {
    const sweepId = newSerial();
    const { rotationMonitor } = ground.fleet.names;
    return Promise.resolve({
      steps: {
        'the schedule calls the monitor': async (watch) => {
          // The next round of a sweep that nobody has begun: the monitor says that it is over.
          const event = { scheduledTime: new Date().toISOString(), continuation: { sweepId, round: 1 } };
          await callBySchedule(ground, { name: sweepId, target: 'RotationMonitorFunction', event });
          await watch.until(`word of the monitor about ${sweepId}`, async () => {
            const { events = [] } = await ground.clients.logs.filterLogEvents({
              logGroupName: `/aws/lambda/${rotationMonitor}`,
              filterPattern: `"${sweepId}"`,
            });
            return events[0];
          });
        },
      },
    });
  },
});

const lostCall = scenario({
  title: 'a schedule cannot call its function',
  needs: {
    'the queue of failures gets the call': permissions('RotationSchedulesRole', {
      ProofFailures: ['sqs:SendMessage'],
    }),
  },
  prepare: (ground) => {
    const lost = newSerial();
    return Promise.resolve({
      steps: {
        'the queue of failures gets the call': async (watch) => {
          // The role of the schedules may call the monitor alone.
          await callBySchedule(ground, { name: lost, target: 'HooksProofFunction', event: { lost } });
          await watch.until(`message of ${lost}`, () => ground.failures.take(lost));
        },
      },
    });
  },
});

/** What EventBridge Scheduler does by the role of the schedules. */
export const scheduleScenarios = [call, lostCall];
