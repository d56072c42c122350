import type { Clock } from '@fleet/emulator-clock';
import type { InvocationOutcome } from '@fleet/lambda-runtime';
import type { QueuedEvent } from './event-repository';
import type { FunctionRecord } from './function-record';

export type EndCondition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

/** What a destination receives of an event, see "Retaining records of asynchronous invocations". */
export function destinationRecord(
  event: QueuedEvent,
  record: FunctionRecord,
  condition: EndCondition,
  outcome: InvocationOutcome | undefined,
  clock: Clock,
): string {
  return JSON.stringify({
    version: '1.0',
    timestamp: clock.now().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${record.arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    responseContext: outcome && {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: outcome.functionError,
    },
    responsePayload: outcome && (JSON.parse(outcome.payload) as unknown),
  });
}
