import assert from 'node:assert/strict';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { LeastPrivilegeGround } from './least-privilege-ground';

const answer = z.looseObject({
  outcome: z.enum(['done', 'busy', 'over', 'continues']),
  counts: z.looseObject({ failures: z.record(z.string(), z.number()) }).optional(),
  survey: z.record(z.string(), z.number()).optional(),
});

const failure = z.object({ errorMessage: z.string() });

/** The monitor failed, as its caller is told. */
class MonitorFailedError extends Error {
  override readonly name = 'MonitorFailedError';
}

/** Calls the monitor as its schedule does. @throws MonitorFailedError */
export async function callMonitor(
  { clients, fleet }: LeastPrivilegeGround,
  event: object,
): Promise<z.infer<typeof answer>> {
  const { Payload, FunctionError } = await clients.lambda.invoke({
    FunctionName: fleet.names.rotationMonitor,
    Payload: JSON.stringify(event),
  });
  const said: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError !== undefined) {
    throw new MonitorFailedError(failure.parse(said).errorMessage);
  }
  return answer.parse(said);
}

/** Has a sweep done for today. @returns what it has counted @throws MonitorFailedError, AssertionError */
export async function sweep(ground: LeastPrivilegeGround) {
  const { outcome, counts } = await callMonitor(ground, {
    scheduledTime: new Date().toISOString(),
    ifBusy: 'end',
  });
  assert(outcome === 'done' && counts !== undefined, `The sweep is done, not ${outcome}`);
  assert.deepEqual(counts.failures, {}, 'Nothing has failed in the sweep');
  return counts;
}

/** Has the next sweep begin at its beginning, whatever has become of the one before. */
export async function forgetSweeps({ clients, fleet }: LeastPrivilegeGround): Promise<void> {
  await clients.dynamoDb.send(
    new DeleteItemCommand({ TableName: fleet.names.sweepsTable, Key: { pk: { S: 'state' } } }),
  );
}

/** Has the monitor find that another sweep is at work until then. */
export async function keepMonitorBusy({ clients, fleet }: LeastPrivilegeGround, until: Date): Promise<void> {
  const lease = { owner: { S: 'somebody' }, until: { N: String(until.getTime()) } };
  const item = { pk: { S: 'state' }, version: { N: '1' }, lease: { M: lease } };
  await clients.dynamoDb.send(new PutItemCommand({ TableName: fleet.names.sweepsTable, Item: item }));
}
