import { Delays, faultDefinition, Faults } from '@fleet/faults';
import { faultyRuntime, functionFaultPoints, RuntimeClosedError, TooManyInvocationsError } from './index';
import type { InvocationRequest, LambdaRuntime } from './index';

const request: InvocationRequest = {
  function: {
    name: 'hook',
    arn: 'arn',
    version: '$LATEST',
    codeDirectory: '/nowhere',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    timeoutSeconds: 5,
    memoryMegabytes: 128,
    roleArn: 'role',
    logGroup: 'group',
    revision: '1',
  },
  payload: '{}',
  requestId: 'r',
};

describe('a function with a fault', () => {
  const happened: string[] = [];
  const runtime: LambdaRuntime = {
    invoke: () => {
      happened.push('run');
      return Promise.resolve({ payload: '"done"', logTail: '', durationMillis: 1 });
    },
    retire: () => undefined,
    processIds: () => [],
    close: () => Promise.resolve(),
  };
  const wait = (millis: number) => {
    happened.push(`wait ${millis}`);
    return Promise.resolve();
  };
  const invoke = (effect: object, waiting = wait) => {
    const faults = new Faults({ families: [functionFaultPoints], onFired: () => undefined });
    faults.add(faultDefinition.parse({ point: 'function:hook', effect }));
    return faultyRuntime(runtime, { at: (point) => faults.at(point), wait: waiting }).invoke(request);
  };
  beforeEach(() => {
    happened.length = 0;
  });

  it('begins late, and takes as much longer', async () => {
    const outcome = { payload: '"done"', durationMillis: 4_901 };
    await expect(invoke({ kind: 'delay', millis: 4_900 })).resolves.toMatchObject(outcome);
    expect(happened).toEqual(['wait 4900', 'run']);
  });

  it('answers late, and has taken until then', async () => {
    const late = { kind: 'delay', millis: 4_900, when: 'after' };
    await expect(invoke(late)).resolves.toMatchObject({ payload: '"done"', durationMillis: 4_900 });
    expect(happened.sort()).toEqual(['run', 'wait 4900']);
  });

  it.each([
    ['before', ['wait 5000']],
    ['after', ['run', 'wait 5000']],
  ])('ends at its timeout when it is later than that, %s its work', async (when, order) => {
    const outcome = await invoke({ kind: 'delay', millis: 5_100, when });
    expect(outcome.functionError).toBe('Unhandled');
    expect(JSON.parse(outcome.payload)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r Error: Task timed out after 5.00 seconds',
    });
    expect(happened.sort()).toEqual(order);
  });

  it('fails', async () => {
    const outcome = await invoke({ kind: 'fail', code: 'TypeError', message: 'x is not a function' });
    expect(outcome).toMatchObject({
      functionError: 'Unhandled',
      payload: '{"errorType":"TypeError","errorMessage":"x is not a function"}',
    });
    expect(happened).toEqual([]);
  });

  it('is throttled', async () => {
    await expect(invoke({ kind: 'throttle' })).rejects.toThrow(TooManyInvocationsError);
  });

  it('fails when the cloud ends while it is late', async () => {
    const delays = new Delays();
    const late = invoke({ kind: 'delay', millis: 4_900 }, (millis) => delays.wait(millis));
    delays.close();
    await expect(late).rejects.toThrow(RuntimeClosedError);
  });
});
