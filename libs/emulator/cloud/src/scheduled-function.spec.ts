import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { failureOf } from '@fleet/served-services';
import * as z from 'zod';
import { stackWaiter } from './testing/stack-waiter';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

/** Whole minutes by which an instant differs from a time. */
const minutesTo = (instant: number, time: string): number =>
  Math.trunc((instant - Date.parse(time)) / 60_000);

/** Reports its event, what time it has, which process it is, and that its credentials are good. */
const functionCode = `
const { STS } = require('@aws-sdk/client-sts');
exports.handler = async ({ time }) => {
  const { Account } = await new STS({}).getCallerIdentity({});
  return { time, now: Date.now(), pid: process.pid, account: Account };
};`;

const run = z.object({
  responsePayload: z.object({ time: z.string(), now: z.number(), pid: z.number(), account: z.string() }),
});

const template = (ScheduleExpression: string): string => {
  const role = (Service: string, ...Action: string[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'work',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
          },
        },
      ],
    },
  });
  const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
  return JSON.stringify({
    Resources: {
      FunctionRole: role('lambda.amazonaws.com', 'sqs:SendMessage'),
      ScheduleRole: role('scheduler.amazonaws.com', 'lambda:InvokeFunction'),
      Runs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'runs' } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: arnOf('FunctionRole'),
          Timeout: 30,
          Code: { ZipFile: functionCode },
        },
      },
      Reports: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Function' },
          Qualifier: '$LATEST',
          DestinationConfig: { OnSuccess: { Destination: arnOf('Runs') } },
        },
      },
      Group: {
        Type: 'AWS::Scheduler::ScheduleGroup',
        Properties: { Name: 'sweeps', Tags: [{ Key: 'a', Value: '1' }] },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          GroupName: { Ref: 'Group' },
          ScheduleExpression,
          State: 'ENABLED',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: arnOf('Function'),
            RoleArn: arnOf('ScheduleRole'),
            Input: '{"time":"<aws.scheduler.scheduled-time>"}',
            RetryPolicy: { MaximumRetryAttempts: '3' },
          },
        },
      },
    },
    Outputs: {
      Name: { Value: { Ref: 'Schedule' } },
      Arn: { Value: arnOf('Schedule') },
      GroupState: { Value: { 'Fn::GetAtt': ['Group', 'State'] } },
    },
  });
};

describe('a function on a schedule', () => {
  const StackName = 'sweep';
  const Capabilities = ['CAPABILITY_IAM' as const];
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let scheduler: Scheduler;
  let sqs: SQS;

  beforeAll(async () => {
    cloud = await startTestCloud();
    // Whatever the machine's day is: a schedule does not begin with what was before it was made.
    cloud.clock.set('2029-12-31T23:30:00Z');
    const client = cloud.settings;
    cloudFormation = new CloudFormation(client);
    scheduler = new Scheduler(client);
    sqs = new SQS(client);
    await cloudFormation.createStack({
      StackName,
      Capabilities,
      TemplateBody: template('cron(0 * * * ? *)'),
    });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
  });
  afterAll(async () => {
    for (const client of [cloudFormation, scheduler, sqs]) {
      client.destroy();
    }
    await cloud.close();
  });

  /** Waits for the next run. */
  const nextRun = async () => {
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'runs' });
    for (;;) {
      const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1 });
      if (message === undefined) {
        continue;
      }
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
      return run.parse(JSON.parse(message.Body ?? '')).responsePayload;
    }
  };
  const setTime = (time: string): void => cloud.clock.set(time);
  const outputs = async (): Promise<Record<string, string | undefined>> => {
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName });
    return Object.fromEntries(
      (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
    );
  };

  it('is known by name, and by ARN with its group', async () => {
    const { Name = '', Arn, GroupState } = await outputs();
    expect(Arn).toBe(`arn:aws:scheduler:us-east-1:123456789012:schedule/sweeps/${Name}`);
    expect(GroupState).toBe('ACTIVE');
    const { Target } = await scheduler.getSchedule({ GroupName: 'sweeps', Name });
    expect(Target?.RetryPolicy?.MaximumRetryAttempts).toBe(3);
  });

  it('runs at the time, follows the clock in a warm process, and has good credentials after a year', async () => {
    setTime('2030-01-01T00:30:00Z');
    const first = await nextRun();
    expect(first).toMatchObject({ time: '2030-01-01T00:00:00Z', account: '123456789012' });

    setTime('2030-01-01T02:30:00Z');
    const second = await nextRun();
    expect(second).toMatchObject({ time: '2030-01-01T02:00:00Z', pid: first.pid });
    expect(minutesTo(second.now, '2030-01-01T02:30:00Z')).toBe(0);

    setTime('2030-12-28T05:30:00Z');
    const third = await nextRun();
    expect(third).toMatchObject({ time: '2030-12-28T05:00:00Z', account: '123456789012' });
    expect(minutesTo(third.now, '2030-12-28T05:30:00Z')).toBe(0);

    setTime('2030-01-01T02:30:00Z');
    setTime('2030-01-01T03:30:00Z');
    const fourth = await nextRun();
    expect(fourth).toMatchObject({ time: '2030-01-01T03:00:00Z', account: '123456789012' });
    expect(minutesTo(fourth.now, '2030-01-01T03:30:00Z')).toBe(0);
  });

  it('has its schedule changed and deleted with its stack', async () => {
    const { Name = '' } = await outputs();
    await cloudFormation.updateStack({ StackName, Capabilities, TemplateBody: template('rate(12 hours)') });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    const { ScheduleExpression } = await scheduler.getSchedule({ GroupName: 'sweeps', Name });
    expect(ScheduleExpression).toBe('rate(12 hours)');
    await cloudFormation.deleteStack({ StackName });
    await waitUntilStackDeleteComplete(stackWaiter(cloudFormation), { StackName });
    expect(await failureOf(scheduler.getScheduleGroup({ Name: 'sweeps' }))).toBe('ResourceNotFoundException');
  });
});
