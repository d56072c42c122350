import type { Readable } from 'node:stream';
import type * as Lambda from '@aws-sdk/client-lambda';
import { AwsError } from '@fleet/aws-wire';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { deployedFunction } from './deployed-function';
import { runFunction } from './function-invoker';
import { existingFunction } from './functions';
import type { LambdaParts } from './lambda-parts';

type LambdaHandlers = ServiceHandlers<typeof Lambda>;

const maximumRequestBytes = 6 * 1024 * 1024;
const maximumEventBytes = 1024 * 1024;

/** The wire hands a payload over whole or as a stream; no more than `maximum` bytes of it are kept. */
async function bytesOf(payload: Readable | Uint8Array | undefined, maximum: number): Promise<Uint8Array> {
  if (payload === undefined || payload instanceof Uint8Array) {
    return payload ?? new Uint8Array();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of payload as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maximum) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

async function eventText(payload: Readable | Uint8Array | undefined, isEvent: boolean): Promise<string> {
  const maximum = isEvent ? maximumEventBytes : maximumRequestBytes;
  const bytes = await bytesOf(payload, maximum);
  if (bytes.length > maximum) {
    throw new AwsError(
      'RequestTooLargeException',
      `${bytes.length} byte payload is too large (limit ${maximum})`,
      {
        status: 413,
      },
    );
  }
  const text = bytes.length === 0 ? '{}' : Buffer.from(bytes).toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return text;
}

/** `Invoke` in its three ways: wait for the answer, leave an event, or only ask whether it could be done. */
export function invokeHandlers(parts: LambdaParts): LambdaHandlers {
  return {
    async Invoke(input, { requestId }) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      if (input.InvocationType === 'DryRun') {
        return { StatusCode: 204 };
      }
      const payload = await eventText(input.Payload, input.InvocationType === 'Event');
      if (input.InvocationType === 'Event') {
        parts.events.accept(record.name, requestId, payload);
        return { StatusCode: 202 };
      }
      const outcome = await runFunction(parts.runtime, {
        function: deployedFunction(record, parts.code),
        payload,
        requestId,
        clientContext: clientContextText(input.ClientContext),
      });
      return {
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        Payload: Buffer.from(outcome.payload),
        FunctionError: outcome.functionError,
        LogResult: input.LogType === 'Tail' ? Buffer.from(outcome.logTail).toString('base64') : undefined,
      };
    },
  };
}

function clientContextText(encoded: string | undefined): string | undefined {
  if (encoded === undefined) {
    return undefined;
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
      {
        cause: error,
      },
    );
  }
  return text;
}
