import { randomUUID } from 'node:crypto';
import { AwsError } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { ParsedDocuments } from '@fleet/iam-policy';
import { RuntimeClosedError, TooManyInvocationsError } from '@fleet/lambda-runtime';
import type { InvocationOutcome, LambdaRuntime } from '@fleet/lambda-runtime';
import type { AsyncInvocations } from './async-invocations';
import { deployedFunction } from './deployed-function';
import type { CodeDirectory } from './deployment-package';
import { functionNotFound } from './errors';
import { functionNameOf } from './function-names';
import type { FunctionRecord } from './function-record';
import type { FunctionRepository } from './function-repository';
import { allowsInvocation } from './resource-policy';
import type { InvocationSource } from './resource-policy';

export interface InvocationOptions {
  readonly invocationType: 'RequestResponse' | 'Event';
  /**
   * The AWS service that invokes: the function's resource policy must allow it. Without one the invocation
   * comes from a caller of this account.
   */
  readonly source?: InvocationSource;
}

export interface FunctionAnswer {
  readonly requestId: string;
  /** JSON text; empty for an event. */
  readonly payload: string;
  /** Present when the function failed; the payload is then Lambda's error object. */
  readonly functionError?: 'Unhandled' | undefined;
}

/** How the other services of this cloud invoke functions. */
export interface FunctionInvoker {
  /**
   * @param payload the event as JSON text
   * @throws AwsError ResourceNotFoundException, AccessDeniedException, TooManyRequestsException,
   *   ServiceException
   */
  invoke(functionArn: string, payload: string, options: InvocationOptions): Promise<FunctionAnswer>;
}

/** Runs a function now; the runtime's faults become Lambda's errors. */
export async function runFunction(
  runtime: LambdaRuntime,
  request: Parameters<LambdaRuntime['invoke']>[0],
): Promise<InvocationOutcome> {
  try {
    return await runtime.invoke(request);
  } catch (error) {
    if (error instanceof TooManyInvocationsError) {
      throw new AwsError('TooManyRequestsException', error.message, {
        status: 429,
        fields: { Reason: error.reason, Type: 'User' },
        cause: error,
      });
    }
    if (error instanceof RuntimeClosedError) {
      throw new AwsError('ServiceException', error.message, { status: 503, cause: error });
    }
    throw error;
  }
}

/** Makes the invoker over the stored functions. */
export function createFunctionInvoker(parts: {
  functions: FunctionRepository;
  code: CodeDirectory;
  runtime: LambdaRuntime;
  events: AsyncInvocations;
  clock: Clock;
}): FunctionInvoker {
  const { functions, code, runtime, events, clock } = parts;
  const documents = new ParsedDocuments();
  return {
    async invoke(functionArn, payload, { invocationType, source }) {
      const record = functions.find(functionNameOf(functionArn));
      if (!record) {
        throw functionNotFound(functionArn);
      }
      if (source && !allowsInvocation(record, source, { documents, now: clock.now() })) {
        throw denied(record, source);
      }
      const requestId = randomUUID();
      if (invocationType === 'Event') {
        events.accept(record.name, requestId, payload);
        return { requestId, payload: '' };
      }
      const outcome = await runFunction(runtime, {
        function: deployedFunction(record, code),
        payload,
        requestId,
      });
      return { requestId, payload: outcome.payload, functionError: outcome.functionError };
    },
  };
}

function denied(record: FunctionRecord, source: InvocationSource): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `${source.principal}${source.sourceArn === undefined ? '' : ` for ${source.sourceArn}`} is not authorized to perform: lambda:InvokeFunction on resource: ${record.arn} because no resource-based policy allows the lambda:InvokeFunction action`,
    { status: 403 },
  );
}
