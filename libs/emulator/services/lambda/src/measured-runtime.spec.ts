import { TooManyInvocationsError } from '@fleet/lambda-runtime';
import type { InvocationOutcome, InvocationRequest, LambdaRuntime } from '@fleet/lambda-runtime';
import { measuredRuntime } from './measured-runtime';

const request = (name: string): InvocationRequest => ({
  function: {
    name,
    arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    version: '$LATEST',
    codeDirectory: '/code',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    roleArn: 'arn:aws:iam::123456789012:role/r',
    logGroup: `/aws/lambda/${name}`,
    revision: '1',
  },
  payload: '{}',
  requestId: 'r',
});
const done: InvocationOutcome = { payload: '1', logTail: '', durationMillis: 12 };

describe('a runtime that is measured', () => {
  let told: unknown[];
  const measured = (invoke: LambdaRuntime['invoke']) =>
    measuredRuntime(
      { invoke, retire: () => undefined, processIds: () => [], close: () => Promise.resolve() },
      {
        begun: (name, running) => told.push([name, 'running', running]),
        ended: (name, { durationMillis, isFailure }) => told.push([name, durationMillis, isFailure]),
        throttled: (name) => told.push([name, 'throttled']),
      },
    );
  beforeEach(() => (told = []));

  it('tells how long functions took and whether they failed', async () => {
    await measured(() => Promise.resolve(done)).invoke(request('a'));
    await measured(() => Promise.resolve({ ...done, functionError: 'Unhandled' as const })).invoke(
      request('a'),
    );
    expect(told).toEqual([
      ['a', 'running', 1],
      ['a', 12, false],
      ['a', 'running', 1],
      ['a', 12, true],
    ]);
  });

  it('tells how many invocations of each function there are at a time', async () => {
    const runtime = measured(async () => {
      await Promise.resolve();
      return done;
    });
    await Promise.all([
      runtime.invoke(request('a')),
      runtime.invoke(request('a')),
      runtime.invoke(request('b')),
    ]);
    expect(told.slice(0, 3)).toEqual([
      ['a', 'running', 1],
      ['a', 'running', 2],
      ['b', 'running', 1],
    ]);
  });

  it('tells of invocations that were too many, and of no other that had no end', async () => {
    const failing = (error: Error) => measured(() => Promise.reject(error)).invoke(request('a'));
    await expect(
      failing(new TooManyInvocationsError('ConcurrentInvocationLimitExceeded', 'a')),
    ).rejects.toThrow();
    await expect(failing(new Error('closed'))).rejects.toThrow('closed');
    expect(told).toEqual([
      ['a', 'running', 1],
      ['a', 'throttled'],
      ['a', 'running', 1],
    ]);
  });
});
