import { LambdaClient } from '@aws-sdk/client-lambda';
import { ownHook, OwnHookFailedError } from './own-hook';

const question = {
  serial: 'sensor-1',
  model: 'model-1',
  parameters: { Site: 'plant-7' },
  claimCertificateId: 'c'.repeat(64),
  certificateId: 'd'.repeat(64),
};

/** Asks a hook whose function ends so. */
function asking(outcome: Promise<object>, timer?: Parameters<typeof ownHook>[2]) {
  const lambda = new LambdaClient({ region: 'us-east-1' });
  const sent: unknown[] = [];
  lambda.middlewareStack.add(
    () => async (call) => {
      sent.push(call.input);
      return { response: {}, output: { $metadata: {}, ...(await outcome) } };
    },
    { step: 'initialize', priority: 'high' },
  );
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:mine';
  return { sent, answer: ownHook(lambda, { functionArn, timeoutMillis: 2_000 }, timer)(question) };
}

const answering = (json: string) => Promise.resolve({ Payload: Buffer.from(json) });

describe('the own hook of a fleet', () => {
  it.each([
    [true, '{"allow":true}'],
    [false, '{"allow":false,"reason":"not paid"}'],
  ])('answers %s', async (allow, json) => {
    const { answer, sent } = asking(answering(json));
    await expect(answer).resolves.toBe(allow);
    expect(sent).toEqual([
      expect.objectContaining({ FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:mine' }),
    ]);
  });

  it.each([
    ['null', 'did not answer'],
    ['{}', 'did not answer'],
    ['{"allow":"true"}', 'did not answer'],
    ['true', 'did not answer'],
    ['<html>', 'no JSON'],
    ['', 'no JSON'],
  ])('lets nobody in with any other answer: %s', async (json, why) => {
    const failure = asking(answering(json)).answer;
    await expect(failure).rejects.toThrow(OwnHookFailedError);
    await expect(failure).rejects.toThrow(why);
  });

  it('lets nobody in where its function fails, or cannot be called', async () => {
    const failed = Promise.resolve({
      FunctionError: 'Unhandled',
      Payload: Buffer.from('{"allow":true}'),
    });
    await expect(asking(failed).answer).rejects.toThrow('failed: Unhandled');
    await expect(asking(Promise.reject(new Error('AccessDenied'))).answer).rejects.toThrow(
      OwnHookFailedError,
    );
  });

  it('lets nobody in where it is late', async () => {
    const never = new Promise<never>(() => undefined);
    const { answer } = asking(never, (_, end) => {
      end();
      return () => undefined;
    });
    await expect(answer).rejects.toThrow('no answer within its 2000 ms');
  });
});
