import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { monitorAnswer, type AnsweredSweep } from './monitor-answer';

/** The monitor did not do what it was asked to. */
export class MonitorFailedError extends Error {
  override readonly name = 'MonitorFailedError';
}

/** A function runs for fifteen minutes at the most (Lambda quotas). */
const longestMillis = 15 * 60_000 + 30_000;

/**
 * Has the monitor sweep now and waits for its answer.
 * @param scheduledTime the moment that the sweep is to take for its own; its day is that of every date
 * @throws MonitorFailedError
 */
export async function invokeMonitor(functionName: string, scheduledTime: Date): Promise<AnsweredSweep> {
  // Once only: a second attempt would be a second sweep.
  const lambda = new LambdaClient({ maxAttempts: 1, requestHandler: { requestTimeout: longestMillis } });
  try {
    const request = JSON.stringify({ scheduledTime: scheduledTime.toISOString(), ifBusy: 'end' });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: request }));
    const payload: unknown = JSON.parse(Buffer.from(answer.Payload ?? new Uint8Array()).toString() || 'null');
    if (answer.FunctionError !== undefined) {
      throw new MonitorFailedError(`${functionName} failed: ${JSON.stringify(payload)}. Look at its log.`);
    }
    return monitorAnswer.parse(payload);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      throw new MonitorFailedError(`The function ${functionName} does not exist. Deploy the fleet first.`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    lambda.destroy();
  }
}
